package io.buttress.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.buttress.servlet.server.ServerKind;
import jakarta.servlet.DispatcherType;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.eclipse.jetty.ee10.servlet.DefaultServlet;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jetty sends files otherwise where somebody has wrapped the response. */
class JettyFilesIT {
  @TempDir Path folder;

  private List<String> answers(FilterHolder... filters) throws Exception {
    ServletContextHandler context = new ServletContextHandler("/");
    context.setBaseResourceAsPath(folder);
    context.addServlet(DefaultServlet.class, "/");
    for (FilterHolder filter : filters) {
      filter.setAsyncSupported(true);
      context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
    }
    Server jetty = new Server();
    ServerConnector connector = new ServerConnector(jetty);
    connector.setHost("127.0.0.1");
    jetty.addConnector(connector);
    jetty.setHandler(context);
    jetty.start();
    try {
      List<String> answers = new ArrayList<>();
      for (String range : List.of("bytes=10-19", "bytes=-5", "bytes=999999-", "lines=1-2")) {
        answers.add(answer(connector.getLocalPort(), range));
      }
      return answers;
    } finally {
      jetty.stop();
    }
  }

  private static String answer(int port, String range) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/file.txt"))
            .header("Range", range)
            .build();
    HttpResponse<String> answer =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    return answer.statusCode()
        + " "
        + answer.headers().firstValue("Content-Range")
        + answer.headers().firstValue("Content-Length")
        + answer.body().lines().findFirst();
  }

  private static FilterHolder of(
      Class<? extends EngineFilter<?>> filter, Map<String, String> parameters) {
    FilterHolder holder = new FilterHolder(filter);
    holder.setInitParameters(parameters);
    return holder;
  }

  @Test
  void ranges_of_files_come_behind_the_filters_as_without_them() throws Exception {
    assumeTrue(ServerKind.JETTY.isMeant());
    Files.writeString(folder.resolve("file.txt"), "0123456789".repeat(20_000));
    List<String> bare = answers();
    assertThat(bare.get(0))
        .isEqualTo("206 Optional[bytes 10-19/200000]Optional[10]Optional[0123456789]");
    assertThat(answers(of(ResponseCacheFilter.class, Map.of()))).isEqualTo(bare);
    Map<String, String> byBytes =
        Map.of("size.paths", "/*", "size.limits", "10000000/1h", "size.settle", "by-bytes");
    assertThat(answers(of(RateLimitFilter.class, byBytes))).isEqualTo(bare);
  }
}

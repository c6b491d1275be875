package io.buttress.benchmarks;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Collections;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.cache.CacheConfig;
import org.apache.hc.client5.http.impl.cache.CachingHttpClients;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/**
 * The cache engine of Apache HttpComponents in front of a servlet: its exec chain ends in the
 * application instead of a connection.
 */
final class HttpComponentsFilter implements Filter {
  private static final ThreadLocal<Application> APPLICATION = new ThreadLocal<>();

  /** Whom the chain's end is to ask, on this thread. */
  private record Application(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain) {}

  private final CloseableHttpClient engine =
      CachingHttpClients.custom()
          .setCacheConfig(
              CacheConfig.custom().setSharedCache(true).setMaxObjectSize(1 << 20).build())
          .replaceExecInterceptor(
              ChainElement.CONNECT.name(), (request, scope, chain) -> fromServlet())
          .disableAutomaticRetries()
          .disableContentCompression()
          .build();

  private static ClassicHttpResponse fromServlet() throws IOException {
    Application application = APPLICATION.get();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    HttpServletResponse memory =
        new HttpServletResponseWrapper(application.response()) {
          @Override
          public jakarta.servlet.ServletOutputStream getOutputStream() {
            return new MemoryStream(bytes);
          }
        };
    try {
      application.chain().doFilter(application.request(), memory);
    } catch (ServletException e) {
      throw new IOException(e);
    }
    ClassicHttpResponse answer = new BasicClassicHttpResponse(200);
    for (String name : memory.getHeaderNames()) {
      if (!name.equalsIgnoreCase("Content-Length")) {
        answer.addHeader(name, memory.getHeader(name));
      }
    }
    answer.addHeader("Date", io.buttress.http.HttpDate.format(System.currentTimeMillis()));
    answer.setEntity(new ByteArrayEntity(bytes.toByteArray(), ContentType.TEXT_PLAIN));
    application.response().reset();
    return answer;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException {
    HttpServletRequest http = (HttpServletRequest) request;
    HttpServletResponse answer = (HttpServletResponse) response;
    ClassicRequestBuilder asked = ClassicRequestBuilder.get(http.getRequestURL().toString());
    for (String name : Collections.list(http.getHeaderNames())) {
      asked.addHeader(name, http.getHeader(name));
    }
    APPLICATION.set(new Application(http, answer, chain));
    try {
      boolean unused = engine.execute(asked.build(), found -> send(found, answer));
    } finally {
      APPLICATION.remove();
    }
  }

  private static boolean send(ClassicHttpResponse found, HttpServletResponse answer)
      throws IOException {
    answer.setStatus(found.getCode());
    for (Header header : found.getHeaders()) {
      answer.setHeader(header.getName(), header.getValue());
    }
    HttpEntity entity = found.getEntity();
    if (entity != null) {
      answer.setContentLengthLong(entity.getContentLength());
      entity.writeTo(answer.getOutputStream());
    }
    return true;
  }
}

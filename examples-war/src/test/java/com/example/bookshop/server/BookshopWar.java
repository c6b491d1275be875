package com.example.bookshop.server;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jboss.shrinkwrap.api.Filters;
import org.jboss.shrinkwrap.api.Node;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.importer.ZipImporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR as the build has made it, with the settings of a test on top of its own. */
public final class BookshopWar {
  private static final String WEB_XML = "WEB-INF/web.xml";
  private static final String SETTINGS = "WEB-INF/classes/META-INF/microprofile-config.properties";

  private BookshopWar() {}

  /**
   * With the Redis of the tests, in which nobody has been counted yet, and proxies that are
   * believed: so a client can have any address.
   */
  public static WebArchive withTestRedis() {
    return withTestRedis(Map.of());
  }

  /** The same with further settings, by the names of their properties. */
  public static WebArchive withTestRedis(Map<String, String> more) {
    ServerSession.redis().command("FLUSHALL");
    Map<String, String> settings = new HashMap<>(more);
    settings.put("buttress.redis.uri", ServerSession.redis().uri());
    settings.put("buttress.rate-limit.trusted-proxies", "127.0.0.1");
    return with(settings);
  }

  /**
   * With a setting that does not exist, and with the filter alone: the provider would look at the
   * settings anyway when the application starts.
   */
  public static WebArchive withMistake() {
    WebArchive war = with(Map.of("buttress.rate-limit.api.limit", "100/1m"));
    war.getContent(Filters.include("/WEB-INF/lib/buttress-jaxrs.*")).keySet().forEach(war::delete);
    return war;
  }

  /** The same as {@code complete.war}, with a web.xml that keeps the fragments of jars out. */
  public static WebArchive withMistakeAndCompleteMetadata() {
    WebArchive war = ShrinkWrap.create(WebArchive.class, "complete.war").merge(withMistake());
    String webXml =
        read(war, WEB_XML).replaceFirst("<web-app ", "<web-app metadata-complete=\"true\" ");
    war.delete(WEB_XML);
    return war.add(new StringAsset(webXml), WEB_XML);
  }

  private static String read(WebArchive war, String path) {
    try (InputStream text = war.get(path).getAsset().openStream()) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With settings on top of its own. */
  static WebArchive with(Map<String, String> settings) {
    WebArchive war =
        ShrinkWrap.create(ZipImporter.class, "bookshop.war")
            .importFrom(new File(System.getProperty("bookshop.war")))
            .as(WebArchive.class);
    Properties all = shipped(war);
    all.putAll(settings);
    war.delete(SETTINGS);
    return war.add(new StringAsset(text(all)), SETTINGS);
  }

  private static Properties shipped(WebArchive war) {
    Properties settings = new Properties();
    Node node = war.get(SETTINGS);
    if (node != null) {
      try (InputStream text = node.getAsset().openStream()) {
        settings.load(text);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return settings;
  }

  private static String text(Properties settings) {
    StringWriter text = new StringWriter();
    try {
      settings.store(text, null);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}

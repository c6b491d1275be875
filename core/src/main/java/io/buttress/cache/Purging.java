package io.buttress.cache;

import java.util.List;

/** Purges by code. */
final class Purging implements ResponseCache {
  private final CacheEngine engine;
  private final boolean soft;

  Purging(CacheEngine engine, boolean soft) {
    this.engine = engine;
    this.soft = soft;
  }

  @Override
  public void purge(String uri) {
    purgeMark(Mark.uri(checked(uri)));
  }

  @Override
  public void purgePrefix(String path) {
    purgeMark(Mark.prefix(withoutSlash(checked(path))));
  }

  @Override
  public void purgeTag(String tag) {
    purgeMark(Mark.tag(tag));
  }

  @Override
  public void purgeAll() {
    purgeMark(Mark.EVERYTHING);
  }

  @Override
  public ResponseCache softly() {
    return new Purging(engine, true);
  }

  private void purgeMark(String mark) {
    engine.purge(List.of(new Purge(mark, soft)));
  }

  private static String checked(String path) {
    if (!path.startsWith("/")) {
      throw new IllegalArgumentException(
          "'" + path + "' is no path: allowed is what stands in a request line, from the first /");
    }
    return path;
  }

  static String withoutSlash(String path) {
    return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }
}

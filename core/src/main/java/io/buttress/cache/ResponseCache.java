package io.buttress.cache;

/**
 * What code of the application can do with the response cache. A purge concerns all nodes; when it
 * returns, no node finds in Redis what was purged, and what was asked for before is not stored any
 * more. Copies in the memory of other nodes follow within milliseconds. Without Redis the purge is
 * remembered, and done as soon as Redis is back.
 */
public interface ResponseCache {
  /**
   * Purges what is stored for a URI, in all variants.
   *
   * @param uri path and query as in the request line, the context path included, such as {@code
   *     /bookshop/books?page=2}; not decoded
   * @throws IllegalArgumentException if it does not start with a slash
   */
  void purge(String uri);

  /**
   * Purges a path and all below it, whatever the query.
   *
   * @param path as in the request line, such as {@code /bookshop/books}; {@code /} for all
   * @throws IllegalArgumentException if it does not start with a slash
   */
  void purgePrefix(String path);

  /**
   * Purges what has a tag.
   *
   * @param tag as a policy or the response names it
   */
  void purgeTag(String tag);

  /** Purges everything. */
  void purgeAll();

  /** The same cache, whose responses may still be served while new ones are fetched. */
  ResponseCache softly();
}

package io.buttress.cache;

/**
 * A complete answer from the cache.
 *
 * @param status the status code
 * @param fields the header section, Content-Length not included
 * @param body the bytes that hold the content; not to be changed
 * @param offset where the content begins in them
 * @param length of the content in bytes: the value of Content-Length
 * @param withContent whether the content is sent: not in answer to HEAD, and not with 204 and 304
 * @param withLength whether Content-Length is sent
 */
@SuppressWarnings("ArrayRecordComponent") // A copy of each body for each hit would cost more.
public record Reply(
    int status,
    FieldLines fields,
    byte[] body,
    int offset,
    int length,
    boolean withContent,
    boolean withLength) {}

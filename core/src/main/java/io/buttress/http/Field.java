package io.buttress.http;

/**
 * One field line of a message (RFC 9110, 5.1).
 *
 * @param name the field name, in the case in which it is to be sent
 * @param value the field value, without control characters
 */
public record Field(String name, String value) {}

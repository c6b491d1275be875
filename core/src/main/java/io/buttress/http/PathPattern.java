package io.buttress.http;

/**
 * One path pattern: a servlet mapping rule or a template.
 *
 * @param source as written
 */
public record PathPattern(String source) {}

package io.buttress.config;

import io.buttress.ratelimit.BanRule;
import io.buttress.text.Durations;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When who is shut out for how long: {@code 20/1m for 10m}. */
final class BanSyntax {
  private static final String ALLOWED =
      "how many rejections in which time, and for how long then: 20/1m for 10m";
  private static final Pattern PATTERN =
      Pattern.compile("(\\d{1,9})\\s*/\\s*([\\w.]{1,40})\\s+for\\s+([\\w.]{1,40})");

  static final ValueType<BanRule> TYPE = ValueType.of(ALLOWED, BanSyntax::parse);

  private BanSyntax() {}

  private static BanRule parse(String text) {
    Matcher matcher = PATTERN.matcher(text.strip());
    if (!matcher.matches() || Integer.parseInt(matcher.group(1)) < 1) {
      throw new IllegalArgumentException("allowed is " + ALLOWED);
    }
    return new BanRule(
        Integer.parseInt(matcher.group(1)), span(matcher.group(2)), span(matcher.group(3)));
  }

  private static Duration span(String text) {
    Duration span = Durations.parse(text);
    if (span.toMillis() < 1 || span.compareTo(Duration.ofDays(366)) > 0) {
      throw new IllegalArgumentException("allowed are times from 1ms to 366d");
    }
    return span;
  }
}

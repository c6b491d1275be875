package io.buttress.config;

enum ForwardedHeader {
  X_FORWARDED_FOR,
  FORWARDED
}

package com.example.bookshop.server;

import io.buttress.embedded.EmbeddedRedis;

/** What is printed when the Bookshop is open. */
final class Welcome {
  private Welcome() {}

  static String text(String url, EmbeddedRedis redis) {
    return """

        The Bookshop is open. Redis is at REDIS. Ctrl-C ends both.

          pages   URL/catalogue   URL/search?q=dickens   URL/orders (log in: alice / alice)
          API     URL/api/books   URL/api/orders (Basic: alice:alice, or paula:paula, a premium customer)

        Try:
          curl -i 'URL/search?q=dickens'
          curl -i -u alice:alice URL/api/orders
          curl -i -u alice:alice -H 'Content-Type: application/json' -d '{"isbn":"9780141439518","quantity":1}' URL/api/orders

        Guess a password; the sixth guess within a minute is refused:
          for i in 1 2 3 4 5 6; do curl -s -o /dev/null -w '%{http_code}\\n' -d 'name=alice&password=guess' URL/login; done

        Take Redis away; the shop stays up, and each limit holds:
          kill -9 PID
        """
        .replace("URL", url)
        .replace("REDIS", redis.address())
        .replace("PID", Long.toString(redis.pid()));
  }
}

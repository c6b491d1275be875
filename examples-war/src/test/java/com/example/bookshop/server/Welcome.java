package com.example.bookshop.server;

import io.buttress.embedded.EmbeddedRedis;

/** What is printed when the Bookshop is open: where it is, and lines to paste. */
final class Welcome {
  private Welcome() {}

  static String text(String url, EmbeddedRedis redis, RedisSwitch redisSwitch) {
    return """

    The Bookshop is open; Redis is at REDIS. Ctrl-C ends both.

      URL/catalogue
      URL/search?q=dickens
      URL/orders        log in as alice, bob or paula; the password is the name
      URL/api/books     for everybody
      URL/api/orders    Basic credentials, the same; paula is a premium customer

    1. Each answer that a limit applies to says what is left:
      curl -i 'URL/search?q=dickens'

    2. Guess a password; the sixth guess within a minute is refused:
      curl -s -o /dev/null -w '%{http_code}\\n' -d 'name=alice&password=guess' 'URL/login?[1-6]'
      curl -i -d 'name=alice&password=guess' URL/login

    3. Ask the API 120 times; a user has 100 requests a minute, a premium customer 1000:
      curl -s -o /dev/null -w '%{http_code}\\n' -u alice:alice 'URL/api/orders?[1-120]' | sort | uniq -c
      curl -s -o /dev/null -w '%{http_code}\\n' -u paula:paula 'URL/api/orders?[1-120]' | sort | uniq -c

    4. Search 100 times at once; 10 a second and 100 a minute are allowed:
      curl -s -o /dev/null -w '%{http_code}\\n' 'URL/search?q=dickens&n=[1-100]' | sort | uniq -c

    5. Ask for the slow catalogue twice, then change a price; the second answer takes no time:
      curl -s -D - -o /dev/null -w 'took %{time_total}s\\n' URL/catalogue
      curl -s -o /dev/null -w '%{http_code}\\n' -u sam:sam -d 'isbn=9780141439846&price=4242' URL/prices
      curl -i URL/api/books/9780141439518

    6. Send an order three times with one key; it is placed once:
      for i in 1 2 3; do curl -is -u paula:paula -H 'Idempotency-Key: 1' -H 'Content-Type: application/json' -d '{"isbn":"9780141439518","quantity":1}' URL/api/orders; done

    7. What was left to jobs is done a moment later, its confirmation and its invoice:
      curl -s -u paula:paula URL/api/orders/1/papers

    8. Kill Redis, and do all that again: the shop stays up, and each limit holds. Bring it back:
      kill -9 PID
      curl -X POST SWITCH
    """
        .replace("URL", url)
        .replace("REDIS", redis.address())
        .replace("SWITCH", redisSwitch.url())
        .replace("PID", Long.toString(redis.pid()));
  }
}

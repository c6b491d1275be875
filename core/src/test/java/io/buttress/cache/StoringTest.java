package io.buttress.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.cache.Storing.Refusal;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111, 3. */
class StoringTest {
  private static final long NOW = 1_795_000_000_000L;
  private static final String MODIFIED = "Sat, 21 Nov 2020 08:00:00 GMT";

  private static Refusal refusal(
      Profile profile, TestCall call, Set<Identity> signs, int status, String... fields) {
    CachePolicy policy = CachePolicy.standard(profile);
    FieldLines lines = FieldLines.of(fields);
    Directives directives = Directives.of(lines);
    Terms terms = new Freshness(status, lines, directives, NOW, NOW).terms(policy, false);
    return new Storing(policy, call, signs).refusal(status, lines, directives, terms);
  }

  private static Refusal rfc(int status, String... fields) {
    return refusal(Profile.RFC, TestCall.get("/"), Set.of(), status, fields);
  }

  private static Refusal safe(Set<Identity> signs, String... fields) {
    return refusal(Profile.SAFE, TestCall.get("/"), signs, 200, fields);
  }

  /** What RFC 9111 allows, and the safe profile does not. */
  @Nested
  class SafeDoesNot {
    private Refusal refusalOf(int status, String control) {
      return refusal(Profile.SAFE, TestCall.get("/"), Set.of(), status, "Cache-Control", control);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 406, 408, 413, 415, 421, 500, 502, 503, 504, 599})
    void store_an_error_that_others_would_maybe_not_get(int status) {
      assertThat(refusalOf(status, "max-age=60")).isEqualTo(Refusal.STATUS);
      assertThat(refusalOf(status, "public, max-age=60")).isEqualTo(Refusal.NONE);
      assertThat(rfc(status, "Cache-Control", "max-age=60")).isEqualTo(Refusal.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 204, 301, 308, 404, 405, 410, 414, 451, 501})
    void refuse_what_comes_of_the_uri(int status) {
      assertThat(refusalOf(status, "max-age=60")).isEqualTo(Refusal.NONE);
    }
  }

  @Nested
  class MustNot {
    @ParameterizedTest
    @ValueSource(strings = {"no-store", "No-Store", "no-store=x", "max-age=60, no-store, public"})
    void be_stored_with_no_store_of_the_response(String control) {
      assertThat(rfc(200, "Cache-Control", control)).isEqualTo(Refusal.NO_STORE);
    }

    @Test // 5.2.1.5
    void be_stored_with_no_store_of_the_request() {
      TestCall call = TestCall.get("/").with("Cache-Control", "no-store");
      assertThat(refusal(Profile.RFC, call, Set.of(), 200, "Cache-Control", "max-age=60"))
          .isEqualTo(Refusal.NO_STORE);
    }

    @Test // 5.2.2.7
    void be_stored_if_private_as_a_whole() {
      assertThat(rfc(200, "Cache-Control", "private, max-age=60")).isEqualTo(Refusal.PRIVATE);
      assertThat(rfc(200, "Cache-Control", "private=\"X\", max-age=60")).isEqualTo(Refusal.NONE);
    }

    @Test // 5.2.2.3
    void be_stored_with_must_understand_and_a_status_that_is_not_understood() {
      String control = "max-age=60, must-understand";
      assertThat(rfc(299, "Cache-Control", control)).isEqualTo(Refusal.STATUS);
      assertThat(rfc(299, "Cache-Control", "max-age=60")).isEqualTo(Refusal.NONE);
      assertThat(rfc(200, "Cache-Control", control + ", no-store")).isEqualTo(Refusal.NONE);
      assertThat(rfc(299, "Cache-Control", control + ", no-store")).isEqualTo(Refusal.NO_STORE);
    }

    @ParameterizedTest // RFC 9111, 3.3 and 4.3.4
    @ValueSource(ints = {100, 103, 206, 304})
    void be_stored_as_what_it_is_not(int status) {
      assertThat(rfc(status, "Cache-Control", "max-age=60")).isEqualTo(Refusal.STATUS);
    }

    @ParameterizedTest // RFC 6585, 3 to 6; RFC 9110, 15.5.13, 15.5.17 and 15.5.18
    @ValueSource(ints = {428, 429, 431, 511, 412, 416, 417})
    void be_stored_if_it_tells_of_fields_of_the_request_or_of_the_client(int status) {
      String control = "public, max-age=60";
      assertThat(rfc(status, "Cache-Control", control)).isEqualTo(Refusal.STATUS);
      assertThat(refusal(Profile.SAFE, TestCall.get("/"), Set.of(), status, "Expires", "x"))
          .isEqualTo(Refusal.STATUS);
    }

    @ParameterizedTest // 3.5
    @ValueSource(strings = {"max-age=60", "max-age=60, private=\"X\""})
    void be_stored_if_the_request_was_authorised(String control) {
      TestCall call = TestCall.get("/").with("Authorization", "Basic eA==");
      assertThat(refusal(Profile.RFC, call, Set.of(), 200, "Cache-Control", control))
          .isEqualTo(Refusal.IDENTITY);
    }

    @ParameterizedTest // 4.1
    @ValueSource(strings = {"*", "Accept, *", "*, Accept", " * "})
    void be_stored_with_a_Vary_that_nothing_matches(String vary) {
      assertThat(rfc(200, "Cache-Control", "max-age=60", "Vary", vary)).isEqualTo(Refusal.VARY);
      assertThat(rfc(200, "Cache-Control", "max-age=60", "Vary", "Accept", "Vary", vary))
          .isEqualTo(Refusal.VARY);
    }

    @ParameterizedTest // 3: no freshness, no validator
    @ValueSource(ints = {200, 302, 400, 403, 404, 500, 503})
    void be_stored_if_nothing_says_how_long_it_holds(int status) {
      assertThat(rfc(status)).isEqualTo(Refusal.NOT_FRESH);
    }

    @ParameterizedTest // 3: a validator is no word for that
    @ValueSource(ints = {201, 202, 302, 303, 307, 400, 403, 500, 503, 599})
    void be_stored_for_its_validator_alone_with_a_status_that_is_not_cacheable(int status) {
      assertThat(rfc(status, "ETag", "\"a\"")).isEqualTo(Refusal.NOT_FRESH);
      assertThat(rfc(status, "ETag", "\"a\"", "Cache-Control", "public")).isEqualTo(Refusal.NONE);
      assertThat(rfc(200, "ETag", "\"a\"")).isEqualTo(Refusal.NONE);
    }
  }

  @Nested
  class May {
    @ParameterizedTest // 3.5
    @ValueSource(strings = {"public, max-age=60", "s-maxage=60", "must-revalidate, max-age=60"})
    void be_stored_though_the_request_was_authorised_if_the_response_says_so(String control) {
      TestCall call = TestCall.get("/").with("Authorization", "Basic eA==");
      assertThat(refusal(Profile.RFC, call, Set.of(), 200, "Cache-Control", control))
          .isEqualTo(Refusal.NONE);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 204, 302, 404, 410, 418, 500, 503, 599})
    void be_stored_with_any_final_status_that_says_how_long_it_holds(int status) {
      assertThat(rfc(status, "Cache-Control", "max-age=60")).isEqualTo(Refusal.NONE);
    }

    @Test
    void be_stored_to_be_validated() {
      assertThat(rfc(200, "ETag", "\"a\"")).isEqualTo(Refusal.NONE);
      assertThat(rfc(200, "Cache-Control", "no-cache", "ETag", "\"a\"")).isEqualTo(Refusal.NONE);
      assertThat(rfc(200, "Last-Modified", MODIFIED)).isEqualTo(Refusal.NONE);
    }

    @Test // 5.2.2.3
    void be_stored_with_Set_Cookie_in_the_profile_that_goes_by_the_RFC() {
      assertThat(rfc(200, "Cache-Control", "max-age=60", "Set-Cookie", "a=b"))
          .isEqualTo(Refusal.NONE);
    }
  }

  /** What the profile SAFE refuses beyond the RFC. */
  @Nested
  class Safe {
    @ParameterizedTest
    @EnumSource(
        value = Identity.class,
        names = {"AUTHORIZATION", "USER", "SESSION"})
    void any_sign_of_one_user_forbids_it_unless_the_response_is_public(Identity sign) {
      assertThat(safe(Set.of(sign), "Cache-Control", "max-age=60")).isEqualTo(Refusal.IDENTITY);
      assertThat(safe(Set.of(sign), "Cache-Control", "s-maxage=60, must-revalidate"))
          .isEqualTo(Refusal.IDENTITY);
      assertThat(safe(Set.of(sign), "Cache-Control", "max-age=60, public")).isEqualTo(Refusal.NONE);
    }

    @Test
    void Set_Cookie_forbids_it_and_is_never_kept() {
      assertThat(safe(Set.of(), "Cache-Control", "max-age=60", "Set-Cookie", "a=b"))
          .isEqualTo(Refusal.IDENTITY);
      assertThat(safe(Set.of(), "Cache-Control", "public, max-age=60", "Set-Cookie", "a=b"))
          .isEqualTo(Refusal.NONE);
      FieldLines kept =
          new Storing(CachePolicy.standard(Profile.SAFE), TestCall.get("/"), Set.of())
              .kept(FieldLines.of("set-cookie", "a=b", "X", "y"), CacheControl.NONE);
      assertThat(kept).isEqualTo(FieldLines.of("X", "y"));
    }

    @Test
    void a_cookie_forbids_to_guess_how_long_it_holds() {
      Set<Identity> cookie = EnumSet.of(Identity.COOKIE);
      assertThat(safe(cookie, "Last-Modified", MODIFIED)).isEqualTo(Refusal.IDENTITY);
      assertThat(safe(cookie, "Cache-Control", "max-age=60")).isEqualTo(Refusal.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Security-Policy", "content-security-policy-report-only"})
    void a_nonce_is_for_one_response(String name) {
      String nonce = "script-src 'self' 'nonce-cjRuZDBt'";
      assertThat(safe(Set.of(), "Cache-Control", "max-age=60", name, nonce))
          .isEqualTo(Refusal.IDENTITY);
      assertThat(safe(Set.of(), "Cache-Control", "max-age=60, public", name, nonce))
          .isEqualTo(Refusal.NONE);
      assertThat(safe(Set.of(), "Cache-Control", "max-age=60", name, "script-src 'self'"))
          .isEqualTo(Refusal.NONE);
    }
  }

  // 3.1

  @Test
  void must_not_keep_fields_of_the_hop_or_of_the_moment() {
    FieldLines sent =
        FieldLines.of(
            "Connection", "close, X-Hop",
            "X-Hop", "1",
            "Keep-Alive", "1",
            "Transfer-Encoding", "chunked",
            "Trailer", "X",
            "TE", "x",
            "Upgrade", "x",
            "Proxy-Connection", "x",
            "Proxy-Authenticate", "x",
            "Proxy-Authentication-Info", "x",
            "Proxy-Authorization", "x",
            "Age", "9",
            "Cache-Status", "x; hit",
            "Content-Length", "3",
            "RateLimit", "\"a\";r=1",
            "X-Private", "1",
            "X-Checked", "1",
            "X-Kept", "1",
            "Content-Type", "text/plain");
    CacheControl control = CacheControl.parse(List.of("private=\"x-private\", no-cache=X-CHECKED"));
    FieldLines kept =
        new Storing(CachePolicy.standard(Profile.RFC), TestCall.get("/"), Set.of())
            .kept(sent, control);
    assertThat(kept).isEqualTo(FieldLines.of("X-Kept", "1", "Content-Type", "text/plain"));
  }
}

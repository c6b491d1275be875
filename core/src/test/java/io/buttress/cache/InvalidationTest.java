package io.buttress.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.buttress.http.RequestMarks;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9111, 4.4; RFC 9875, 3. */
class InvalidationTest {
  private static final CachePolicy STANDARD = CachePolicy.standard(Profile.SAFE);
  private static final TestCall POST = TestCall.of("POST", "/books/1");

  private static List<String> marks(int status, String... fields) {
    return List.copyOf(Invalidation.marks(POST, STANDARD, status, FieldLines.of(fields)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "MKCOL", "FROBNICATE", "get"})
  void must_regard_methods_as_unsafe_that_it_does_not_know(String method) {
    assertThat(Invalidation.isSafe(method)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 201, 204, 303, 302, 399})
  void must_invalidate_the_target_after_no_error(int status) {
    assertThat(marks(status)).containsExactly(Mark.uri("/books/1"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 199, 400, 404, 409, 500, 503})
  void must_not_invalidate_after_an_error(int status) {
    assertThat(marks(status, "Location", "/books")).isEmpty();
  }

  @Test
  void may_invalidate_Location_and_Content_Location_of_the_same_origin() {
    assertThat(marks(201, "Location", "/books/2", "Content-Location", "https://example.org/books"))
        .containsExactly(Mark.uri("/books/1"), Mark.uri("/books/2"), Mark.uri("/books"));
  }

  @Test // RFC 9110, 4.2.3
  void must_invalidate_equivalent_uris() {
    assertThat(marks("/%7euser/%C3%a9%2f?q=%41%3D"))
        .containsExactly(Mark.uri("/~user/%c3%A9%2F?q=A%3d"));
    assertThat(Mark.uri("/a%2Fb")).isNotEqualTo(Mark.uri("/a/b"));
    assertThat(Mark.uri("/100%")).isNotEqualTo(Mark.uri("/100"));
    assertThat(Mark.prefix("/%7Euser")).isEqualTo(Mark.prefix("/~user"));
  }

  @Test
  void whoever_writes_to_a_path_with_parameters_has_changed_the_path() {
    assertThat(marks("/books;v=1/2;jsessionid=3?q=;"))
        .containsExactly(Mark.uri("/books;v=1/2;jsessionid=3?q=;"), Mark.uri("/books/2?q=;"));
  }

  private static List<String> marks(String target) {
    TestCall call = TestCall.of("DELETE", target);
    return List.copyOf(Invalidation.marks(call, STANDARD, 204, FieldLines.NONE));
  }

  @Test
  void a_host_may_have_a_name_that_is_none_of_the_internet() {
    TestCall call = TestCall.of("POST", "/books").at("http", "app_server:8080");
    FieldLines fields =
        FieldLines.of("Location", "/books/1", "Content-Location", "http://APP_SERVER:8080/all");
    assertThat(Invalidation.marks(call, STANDARD, 201, fields))
        .containsExactly(Mark.uri("/books"), Mark.uri("/books/1"), Mark.uri("/all"));
    FieldLines elsewhere = FieldLines.of("Location", "http://other_server:8080/books/1");
    assertThat(Invalidation.marks(call, STANDARD, 201, elsewhere))
        .containsExactly(Mark.uri("/books"));
  }

  @Test
  void must_not_invalidate_what_is_of_another_origin() {
    assertThat(marks(201, "Location", "https://other.org/books"))
        .containsExactly(Mark.uri("/books/1"));
  }

  @Test
  void groups_are_those_of_the_origin() { // RFC 9875, 3
    assertThat(marks(200, "Cache-Group-Invalidation", "\"a\", \"b c\";x=1, token, 7"))
        .containsExactly(
            Mark.uri("/books/1"),
            Mark.group("https://example.org", "a"),
            Mark.group("https://example.org", "b c"));
    assertThat(marks(200, "Cache-Group-Invalidation", "\"a\" \"b\""))
        .as("no list")
        .containsExactly(Mark.uri("/books/1"));
    assertThat(marks(500, "Cache-Group-Invalidation", "\"a\"")).isEmpty();
  }

  @Test
  void responses_are_tagged_by_every_field_that_names_tags_and_by_no_empty_one() {
    FieldLines fields =
        FieldLines.of(
            "Surrogate-Key", " a  b ", "Cache-Tag", "c,, d e", "Cache-Groups", "\"g\", bad");
    assertThat(Tags.of(POST, STANDARD, fields))
        .containsExactlyInAnyOrder(
            Mark.tag("a"),
            Mark.tag("b"),
            Mark.tag("c"),
            Mark.tag("d e"),
            Mark.group("https://example.org", "g"));
  }

  @Test
  void the_application_tags_a_response_without_a_word_to_the_client_too() {
    TestCall call = TestCall.get("/").marked(RequestMarks.CACHE_TAGS, List.of("a", "", "b c"));
    assertThat(Tags.of(call, STANDARD, FieldLines.NONE))
        .containsExactlyInAnyOrder(Mark.tag("a"), Mark.tag("b c"));
    call.marked(RequestMarks.CACHE_TAGS, "one");
    assertThat(Tags.of(call, STANDARD, FieldLines.NONE)).containsExactly(Mark.tag("one"));
  }

  @Property
  void no_input_throws(@ForAll String text) {
    String value = text.replaceAll("[\\x00-\\x1f\\x7f]", "");
    FieldLines fields =
        FieldLines.of(
            "Location", value,
            "Content-Location", value,
            "Cache-Group-Invalidation", value,
            "Cache-Groups", value,
            "Surrogate-Key", value,
            "Cache-Tag", value);
    assertThat(Invalidation.marks(POST, STANDARD, 200, fields)).contains(Mark.uri("/books/1"));
    assertThat(Tags.of(POST, STANDARD, fields)).doesNotContain(Mark.tag(""));
  }
}

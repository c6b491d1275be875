package io.buttress.cache;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A response as it is kept (RFC 9111, 3). All instants are milliseconds of the store's clock, since
 * 1970.
 *
 * @param status the status code
 * @param fields the header section that is sent again; Date is always there
 * @param body the content as it was sent, maybe encoded by Content-Encoding; not to be changed
 * @param requestTime when the application was asked (RFC 9111, 4.2.3)
 * @param responseTime when its answer was there
 * @param selecting the request's values of the fields that Vary names, in lower case; absent and
 *     empty differ: an absent one has no entry (RFC 9111, 4.1)
 * @param varying the names in Vary, in lower case, sorted; empty if there is no Vary
 * @param tags by which it can be purged, as {@link Mark} writes them
 * @param policy the name of the policy under which it was stored; empty if there was none
 * @param terms how long and under what conditions it may be used
 * @param gzipped the content in gzip, if that is stored, too; else null
 */
@SuppressWarnings("ArrayRecordComponent") // A copy of each body for each hit would cost more.
public record StoredResponse(
    int status,
    FieldLines fields,
    byte[] body,
    long requestTime,
    long responseTime,
    Map<String, String> selecting,
    List<String> varying,
    Set<String> tags,
    String policy,
    Terms terms,
    @Nullable Gzipped gzipped) {
  public StoredResponse {
    selecting = Map.copyOf(selecting);
    varying = List.copyOf(varying);
    tags = Set.copyOf(tags);
  }

  /** One that is not compressed. */
  public StoredResponse(
      int status,
      FieldLines fields,
      byte[] body,
      long requestTime,
      long responseTime,
      Map<String, String> selecting,
      List<String> varying,
      Set<String> tags,
      String policy,
      Terms terms) {
    this(
        status,
        fields,
        body,
        requestTime,
        responseTime,
        selecting,
        varying,
        tags,
        policy,
        terms,
        null);
  }

  /** This with other fields and terms. */
  StoredResponse with(FieldLines changed, Terms other) {
    return with(changed, body, other, gzipped);
  }

  /** This with a body. */
  StoredResponse with(byte[] content, @Nullable Gzipped coded, Terms other) {
    return with(fields, content, other, coded);
  }

  /** One of its representations. */
  StoredResponse showing(FieldLines changed, byte[] content) {
    return with(changed, content, terms, gzipped);
  }

  private StoredResponse with(
      FieldLines changed, byte[] content, Terms other, @Nullable Gzipped coded) {
    return new StoredResponse(
        status,
        changed,
        content,
        requestTime,
        responseTime,
        selecting,
        varying,
        tags,
        policy,
        other,
        coded);
  }

  /** How old it is, in milliseconds (RFC 9111, 4.2.3: current_age). */
  public long age(long now) {
    return terms.initialAge() + Math.max(0, now - responseTime);
  }

  /** How long it stays fresh from now on, in milliseconds; negative: for how long it is stale. */
  public long remaining(long now) {
    return terms.lifetime() - age(now);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof StoredResponse that
        && status == that.status
        && fields.equals(that.fields)
        && Arrays.equals(body, that.body)
        && requestTime == that.requestTime
        && responseTime == that.responseTime
        && selecting.equals(that.selecting)
        && varying.equals(that.varying)
        && tags.equals(that.tags)
        && policy.equals(that.policy)
        && terms.equals(that.terms)
        && Objects.equals(gzipped, that.gzipped);
  }

  @Override
  public int hashCode() {
    return Objects.hash(status, fields, Arrays.hashCode(body), requestTime, responseTime);
  }

  @Override
  public String toString() {
    return "StoredResponse[" + status + ", " + body.length + " bytes, " + fields + "]";
  }
}

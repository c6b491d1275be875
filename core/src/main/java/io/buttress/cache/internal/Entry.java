package io.buttress.cache.internal;

import io.buttress.cache.StoredResponse;
import java.util.List;

/**
 * What a shared store keeps of a response.
 *
 * @param asked the time of its ticket, microseconds since 1970
 * @param expires when it may be forgotten, milliseconds since 1970
 * @param marks by which it can be purged, bounded as {@link MarkText} does it
 */
public record Entry(StoredResponse response, long asked, long expires, List<String> marks) {}

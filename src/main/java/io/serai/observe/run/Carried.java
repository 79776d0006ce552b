package io.serai.observe.run;

import java.util.Map;
import java.util.regex.Pattern;

/// What a message carried at one place, as text.
///
/// @param body text; base64 of what is no text; empty when there is nothing
/// @param bytes of the whole body; as far as it was looked at when [#cut]
/// @param cut whether the body went on
/// @param headers text by name
/// @param others what else the conditions of the place ask for, by `variable.name` and
///     `exchangeProperty.name`
public record Carried(
        Kind kind,
        String body,
        long bytes,
        boolean cut,
        Map<String, String> headers,
        Map<String, String> others) {

    /// Nothing at all.
    public static final Carried NOTHING = new Carried(Kind.EMPTY, "", 0, false, Map.of(), Map.of());

    private static final int SHORT_CHARACTERS = 80;
    private static final int OBJECT_BYTES = 100;
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern UNPRINTABLE = Pattern.compile("\\p{Cntrl}");

    public Carried {
        headers = Map.copyOf(headers);
        others = Map.copyOf(others);
    }

    /// What a body is.
    public enum Kind {
        JSON,
        TEXT,
        BINARY,
        EMPTY
    }

    /// As much of the body as fits on a node.
    public String shortText() {
        return switch (kind) {
            case EMPTY -> "(empty)";
            case BINARY -> bytes + " bytes";
            case JSON, TEXT -> {
                String begin = body.substring(0, Math.min(body.length(), 4 * SHORT_CHARACTERS));
                String line = BLANKS.matcher(begin).replaceAll(" ");
                line = UNPRINTABLE.matcher(line).replaceAll("\uFFFD").strip();
                yield line.length() <= SHORT_CHARACTERS
                        ? line
                        : line.substring(0, SHORT_CHARACTERS - 1) + "…";
            }
        };
    }

    boolean hasSameBody(Carried other) {
        return kind == other.kind && bytes == other.bytes && body.equals(other.body);
    }

    /// About what it takes in memory, beside what it shares with `before`.
    @SuppressWarnings("ReferenceEquality") // what is shared is not counted twice
    long weight(Carried before) {
        if (this == before) {
            return 0;
        }
        long weight = OBJECT_BYTES;
        if (body != before.body) {
            weight += body.length();
        }
        if (headers != before.headers) {
            for (Map.Entry<String, String> each : headers.entrySet()) {
                weight += OBJECT_BYTES + each.getKey().length() + each.getValue().length();
            }
        }
        return weight;
    }
}

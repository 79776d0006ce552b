package io.serai.recording;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.event.RuntimeEvent;
import io.serai.event.RuntimeEvent.Content;
import io.serai.event.RuntimeEvent.ContentCame;
import io.serai.event.RuntimeEvent.ContentSent;
import io.serai.event.RuntimeEvent.Message;
import io.serai.event.RuntimeEvent.MessageCame;
import io.serai.event.RuntimeEvent.MessagePublished;
import io.serai.flow.FlowInUse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// What must not get into a recording, replaced by `***`: members of JSON by name, wherever they are, and
/// what a regular expression matches. When in doubt more is hidden: of a payload that is no JSON and has
/// the name in it nothing is kept.
public final class Masks {

    /// Stands where something was.
    public static final String MASK = "***";

    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_-]*");
    private static final Pattern SLASHES = Pattern.compile("/(.+)/", Pattern.DOTALL);

    private final boolean inDoubt;
    private final List<String> names = new ArrayList<>();
    private final List<Pattern> patterns = new ArrayList<>();

    /// @param words names of JSON members; what is no plain name, or stands between slashes, is a regular
    ///     expression
    /// @throws IllegalArgumentException says which is malformed
    public Masks(List<String> words) {
        this(words, true);
    }

    private Masks(List<String> words, boolean inDoubt) {
        this.inDoubt = inDoubt;
        for (String word : words) {
            if (word.isBlank()) {
                throw new IllegalArgumentException("a mask is empty");
            }
            var slashes = SLASHES.matcher(word);
            if (NAME.matcher(word).matches()) {
                names.add(word.toLowerCase(Locale.ROOT));
            } else {
                patterns.add(pattern(slashes.matches() ? slashes.group(1) : word));
            }
        }
    }

    /// For what is no secret: of a payload that is no JSON all is kept that no regular expression matches.
    ///
    /// @throws IllegalArgumentException as the other does
    public static Masks ofMembersOnly(List<String> words) {
        return new Masks(words, false);
    }

    private static Pattern pattern(String text) {
        try {
            Pattern pattern = Pattern.compile(text);
            if (pattern.matcher("").matches()) {
                throw new IllegalArgumentException(
                        "mask \"%s\" matches nothing at all, and so it matches everywhere"
                                .formatted(text));
            }
            return pattern;
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "mask \"%s\" is no regular expression: %s"
                            .formatted(text, e.getDescription().toLowerCase(Locale.ROOT)),
                    e);
        }
    }

    private boolean isEmpty() {
        return names.isEmpty() && patterns.isEmpty();
    }

    /// Values that are called a secret are hidden in any case. The texts stay: with holes in them nobody
    /// could run them again.
    FlowInUse apply(FlowInUse flow) {
        Map<String, String> values = new TreeMap<>(flow.values());
        values.replaceAll((name, value) -> isSecret(name) || isNamed(name) ? MASK : value);
        return new FlowInUse(
                flow.flow(),
                flow.version(),
                flow.since(),
                flow.file(),
                flow.text(),
                flow.kamelets(),
                values);
    }

    private static boolean isSecret(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.contains("password") || lower.contains("secret") || lower.contains("token");
    }

    /// The same, with what must not be kept replaced.
    public RuntimeEvent apply(RuntimeEvent event) {
        if (isEmpty()) {
            return event;
        }
        return switch (event) {
            case MessageCame it ->
                    new MessageCame(
                            it.flow(), it.route(), it.time(), it.broker(), apply(it.message()));
            case MessagePublished it ->
                    new MessagePublished(
                            it.flow(),
                            it.route(),
                            it.time(),
                            it.broker(),
                            apply(it.message()),
                            it.isDry());
            case ContentCame it ->
                    new ContentCame(it.flow(), it.route(), it.time(), apply(it.content()));
            case ContentSent it ->
                    new ContentSent(
                            it.flow(), it.route(), it.time(), apply(it.content()), it.isDry());
            default -> event;
        };
    }

    private Message apply(Message message) {
        Map<String, List<String>> properties = new TreeMap<>();
        message.properties()
                .forEach((name, values) -> {
                    boolean named = isNamed(name.replaceFirst("^user/", ""));
                    properties.put(
                            name,
                            values.stream().map(value -> named ? MASK : masked(value)).toList());
                });
        return new Message(
                message.topic(),
                payload(message.payload()),
                message.qos(),
                message.retained(),
                message.duplicate(),
                properties);
    }

    private Content apply(Content content) {
        Map<String, String> headers = new TreeMap<>();
        content.headers()
                .forEach((name, value) -> headers.put(name, isNamed(name) ? MASK : header(value)));
        return new Content(masked(content.uri()), headers, content.bytes().map(this::payload));
    }

    /// A header may hold a part of the message it came with.
    private String header(String value) {
        return new String(payload(value.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    private boolean isNamed(String name) {
        return names.contains(name.toLowerCase(Locale.ROOT));
    }

    private String masked(String text) {
        String masked = text;
        for (Pattern each : patterns) {
            masked = each.matcher(masked).replaceAll(found -> found.group().isEmpty() ? "" : MASK);
        }
        return masked;
    }

    private byte[] payload(byte[] bytes) {
        String text = RecordingJson.utf8(bytes);
        // Byte for byte, so that what is no text can be searched for text all the same.
        var charset = text == null ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
        String plain = text == null ? new String(bytes, charset) : text;
        String masked = masked(withoutMembers(plain));
        return masked.equals(plain) ? bytes : masked.getBytes(charset);
    }

    private String withoutMembers(String text) {
        if (names.isEmpty()) {
            return text;
        }
        JsonNode json;
        try {
            json = RecordingJson.parse(text);
        } catch (IOException _) {
            String lower = text.toLowerCase(Locale.ROOT);
            return inDoubt && names.stream().anyMatch(lower::contains) ? MASK : text;
        }
        return hide(json) ? json.toString() : text;
    }

    private boolean hide(JsonNode json) {
        boolean hidden = false;
        if (json instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> each : List.copyOf(object.properties())) {
                if (isNamed(each.getKey())) {
                    object.put(each.getKey(), MASK);
                    hidden = true;
                } else if (hasHidden(each.getValue())) {
                    object.put(each.getKey(), withoutMembers(each.getValue().textValue()));
                    hidden = true;
                } else {
                    hidden |= hide(each.getValue());
                }
            }
        } else if (json instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                if (hasHidden(array.get(i))) {
                    array.set(i, withoutMembers(array.get(i).textValue()));
                    hidden = true;
                } else {
                    hidden |= hide(array.get(i));
                }
            }
        }
        return hidden;
    }

    /// JSON within a text of JSON.
    private boolean hasHidden(JsonNode value) {
        return value.isTextual() && !withoutMembers(value.textValue()).equals(value.textValue());
    }
}

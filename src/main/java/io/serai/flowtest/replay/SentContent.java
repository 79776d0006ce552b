package io.serai.flowtest.replay;

import io.serai.event.RuntimeEvent;
import io.serai.event.RuntimeEvent.ContentSent;
import io.serai.event.RuntimeEvent.DeviceSet;
import io.serai.event.RuntimeEvent.DeviceSimulated;
import io.serai.event.RuntimeEvent.MessagePublished;
import io.serai.flowtest.read.Json;
import io.serai.flowtest.read.TestEvent;
import io.serai.recording.Masks;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What went out, ready to be compared: where to, how, and what.
///
/// @param where order counts among those that went to the same place
/// @param how what else tells it from others: QoS, options of an endpoint
/// @param text of the payload, value or body
/// @param json the same when it is JSON
record SentContent(String where, String how, String text, Optional<Json.Parsed> json) {

    static SentContent of(RuntimeEvent event) {
        return switch (event) {
            case MessagePublished it ->
                    of(
                            it.message().topic(),
                            "QoS %d%s"
                                    .formatted(
                                            it.message().qos(),
                                            it.message().retained() ? ", retained" : ""),
                            it.message().payload());
            case DeviceSet it -> of("device " + it.device(), "", it.value());
            case DeviceSimulated it -> of("simulated device " + it.device(), "", it.value());
            case ContentSent it ->
                    of(
                            RecordedInputs.address(it.content().uri()),
                            options(it.content().uri()),
                            it.content().bytes().orElse(new byte[0]));
            default -> throw new IllegalArgumentException("it came in: " + event);
        };
    }

    private static SentContent of(String where, String how, byte[] bytes) {
        return of(where, how, TestEvent.textOf(bytes));
    }

    private static SentContent of(String where, String how, String text) {
        return new SentContent(where, how, text, Json.parse(text));
    }

    /// In order of name, as a URI may spell them in any.
    private static String options(String uri) {
        int mark = uri.indexOf('?');
        return mark < 0
                ? ""
                : Arrays.stream(uri.substring(mark + 1).split("&"))
                        .sorted()
                        .collect(Collectors.joining("&"));
    }

    /// Whether it is what this recorded one says; what is masked there is not compared.
    boolean isSameAs(SentContent now) {
        if (!fits(how, now.how)) {
            return false;
        }
        return (json.isPresent() && now.json.isPresent())
                ? isSame(json.get().value(), now.json.get().value())
                : fits(text, now.text);
    }

    private static boolean isSame(@Nullable Object recorded, @Nullable Object now) {
        return switch (recorded) {
            case Map<?, ?> map ->
                    now instanceof Map<?, ?> other
                            && map.keySet().equals(other.keySet())
                            && map.entrySet().stream()
                                    .allMatch(each ->
                                            isSame(each.getValue(), other.get(each.getKey())));
            case List<?> list -> now instanceof List<?> other && areSame(list, other);
            case Number number ->
                    now instanceof Number other
                            && new BigDecimal(number.toString())
                                            .compareTo(new BigDecimal(other.toString()))
                                    == 0;
            case String text when text.equals(Masks.MASK) -> true;
            case String text -> now instanceof String other && fits(text, other);
            case null, default -> Objects.equals(recorded, now);
        };
    }

    private static boolean areSame(List<?> recorded, List<?> now) {
        if (recorded.size() != now.size()) {
            return false;
        }
        for (int i = 0; i < recorded.size(); i++) {
            if (!isSame(recorded.get(i), now.get(i))) {
                return false;
            }
        }
        return true;
    }

    /// Whether `now` is the text, with anything in the places of masks.
    private static boolean fits(String recorded, String now) {
        return recorded.equals(now)
                || (recorded.contains(Masks.MASK) && pattern(recorded).matcher(now).matches());
    }

    /// A regular expression for a text with masks in it.
    static Pattern pattern(String masked) {
        return Pattern.compile(
                Arrays.stream(masked.split(Pattern.quote(Masks.MASK), -1))
                        .map(Pattern::quote)
                        .collect(Collectors.joining(".*")),
                Pattern.DOTALL);
    }

    @Override
    public String toString() {
        String shown = text.isEmpty() ? "(nothing)" : TestEvent.shown(text);
        return how.isEmpty() ? shown : "%s (%s)".formatted(shown, how);
    }
}

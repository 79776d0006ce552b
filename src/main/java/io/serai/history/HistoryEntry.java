package io.serai.history;

import io.serai.mqtt.TopicFilter;
import io.serai.topic.PayloadPath;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Series that `history.yaml` asks for in one place.
///
/// @param source where the values come from
/// @param name of the series, with `{topic}`, `{device}`, `{1}`… for parts of the source
/// @param unit empty for none, and for devices for that of the device
/// @param kind what is kept of the values
/// @param deadband a number that differs less from the one kept last is not kept
/// @param gap how long nothing may come until that counts as a gap; empty to judge by what is usual
public record HistoryEntry(
        Source source,
        String name,
        String unit,
        Kind kind,
        double deadband,
        Optional<Duration> gap) {

    public sealed interface Source {}

    record Topics(TopicFilter filter, Optional<PayloadPath> path) implements Source {}

    /// @param ids pattern with `*` and `?`
    record FromDevices(String ids) implements Source {

        boolean has(String id) {
            return id.matches(
                    ("\\Q" + ids + "\\E").replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q"));
        }
    }

    /// What values a series has.
    public enum Kind {
        /// What the first value is.
        ANY,
        NUMBER,
        STATE
    }

    private static final Pattern LEVEL = Pattern.compile("\\{(\\d{1,3})}");

    /// The series that values of a topic belong to.
    String nameFor(String topic) {
        String[] levels = topic.split("/", -1);
        return LEVEL.matcher(name.replace("{topic}", topic))
                .replaceAll(found -> {
                    int level = Integer.parseInt(found.group(1));
                    return level >= 1 && level <= levels.length
                            ? Matcher.quoteReplacement(levels[level - 1])
                            : "";
                });
    }

    /// The series of a device.
    String nameForDevice(String id) {
        return name.replace("{device}", id);
    }
}

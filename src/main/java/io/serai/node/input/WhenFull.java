package io.serai.node.input;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What becomes of QoS 0 messages that a flow cannot take in time.
public enum WhenFull {
    /// The one that waited longest goes.
    DROP_OLDEST,

    /// The one that came last goes.
    DROP_NEWEST,

    /// A newer one takes the place of one that waits on the same topic, full or not; when every topic
    /// is another, the one that waited longest goes.
    LATEST_PER_TOPIC;

    /// The policy that a word of the settings names.
    ///
    /// @throws IllegalArgumentException that names the possible words
    public static WhenFull of(String word) {
        return Arrays.stream(values())
                .filter(each -> each.spelled().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "whenFull must be one of %s, is %s"
                                        .formatted(
                                                Arrays.stream(values())
                                                        .map(WhenFull::spelled)
                                                        .collect(Collectors.joining(", ")),
                                                word)));
    }

    private String spelled() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

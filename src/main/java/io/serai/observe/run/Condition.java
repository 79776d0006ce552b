package io.serai.observe.run;

import io.serai.flow.FlowPicture.Node;

import org.jspecify.annotations.Nullable;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a condition said to one message.
///
/// @param step index of the step that asked
/// @param held null when nobody knows
/// @param values what the condition was about, as it is written there, such as `${header.Room}`
public record Condition(int step, Node node, @Nullable Boolean held, Map<String, String> values) {

    public Condition {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
}

package io.serai.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/// What a widget shows. What was commanded and what is reported are kept apart until they are the same. Not
/// thread-safe.
final class WidgetState {

    /// A command that is not followed by then has no answer.
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Widget widget;
    private @Nullable JsonNode value;
    private @Nullable Instant time;
    private @Nullable JsonNode lamp;
    private @Nullable Boolean online;
    private @Nullable JsonNode commanded;
    private @Nullable Instant commandedAt;
    private @Nullable String refused;
    private boolean shownStale;

    WidgetState(Widget widget) {
        this.widget = widget;
    }

    Widget widget() {
        return widget;
    }

    @Nullable Instant time() {
        return time;
    }

    boolean shows(JsonNode other) {
        return value != null && isSame(value, other);
    }

    /// Something has come from where the value comes from.
    void report(JsonNode reported, Instant at) {
        if (widget.type().shows() == WidgetType.Shows.LINES) {
            value = withLine(reported, at);
        } else {
            value = reported;
        }
        time = at;
        if (commanded == null) {
            refused = null;
        } else if (isSame(commanded, reported)) {
            commanded = null;
            commandedAt = null;
            refused = null;
        }
    }

    private ArrayNode withLine(JsonNode line, Instant at) {
        ArrayNode lines = JsonNodeFactory.instance.arrayNode();
        if (value instanceof ArrayNode before) {
            int most = widget.options().path("lines").asInt(50);
            for (int i = Math.max(0, before.size() + 1 - most); i < before.size(); i++) {
                lines.add(before.get(i));
            }
        }
        ObjectNode added = lines.addObject();
        added.put("time", at.toEpochMilli());
        added.setAll((ObjectNode) line);
        return lines;
    }

    void lamp(@Nullable JsonNode isOn) {
        lamp = isOn;
    }

    /// @param isThere null when nobody says
    void online(@Nullable Boolean isThere) {
        online = isThere;
    }

    @Nullable Boolean online() {
        return online;
    }

    /// People have set it to something, which is on its way.
    void command(JsonNode wanted, Instant at) {
        refused = null;
        if (widget.state().isEmpty()) {
            value = wanted; // nobody will report
            time = at;
        } else if (value == null || !isSame(wanted, value)) {
            commanded = wanted;
            commandedAt = at;
        } else {
            commanded = null;
            commandedAt = null;
        }
    }

    /// The command did not get where it was to go.
    void refuse(String why) {
        commanded = null;
        commandedAt = null;
        refused = why;
    }

    /// Looks what the time has changed.
    ///
    /// @return whether something has
    boolean pass(Instant now) {
        time = notAfter(now, time);
        commandedAt = notAfter(now, commandedAt);
        boolean changed = isStale(now) != shownStale;
        shownStale = isStale(now);
        Instant since = commandedAt;
        if (since != null && !now.isBefore(since.plus(PATIENCE))) {
            refuse("no answer");
            return true;
        }
        return changed;
    }

    /// When the clock was set back, what was before counts from then.
    private static @Nullable Instant notAfter(Instant now, @Nullable Instant moment) {
        return moment != null && moment.isAfter(now) ? now : moment;
    }

    private boolean isStale(Instant now) {
        Instant last = time;
        return widget.staleAfter().isPresent()
                && (last == null || now.isAfter(last.plus(widget.staleAfter().get())));
    }

    static boolean isSame(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.doubleValue() == b.doubleValue();
        }
        return a.equals(b) || (a.isValueNode() && b.isValueNode() && a.asText().equals(b.asText()));
    }

    ObjectNode json(Instant now) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.set("value", value);
        Instant at = time;
        json.put("time", at == null ? null : at.toEpochMilli());
        json.put("stale", isStale(now));
        json.put("online", online);
        if (commanded != null && commandedAt != null) {
            json.set("commanded", commanded);
            json.put("commandedAt", commandedAt.toEpochMilli());
        }
        if (refused != null) {
            json.put("refused", refused);
        }
        if (widget.lamp().isPresent()) {
            json.set("lamp", lamp);
        }
        if (widget.type() == WidgetType.ALERT) {
            json.put("active", isActive());
        }
        return json;
    }

    private boolean isActive() {
        JsonNode now = value;
        if (now == null) {
            return false;
        }
        ObjectNode options = widget.options();
        double number = now.isNumber() ? now.doubleValue() : Double.NaN;
        return number > options.path("above").asDouble(Double.POSITIVE_INFINITY)
                || number < options.path("below").asDouble(Double.NEGATIVE_INFINITY)
                || (options.has("equals") && options.path("equals").asText().equals(now.asText()));
    }
}

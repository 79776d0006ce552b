package io.serai.dashboard;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// What a widget is.
public enum WidgetType {
    TEXT(Shows.TEXT, false),
    GAUGE(Shows.NUMBER, false),
    CHART(Shows.NOTHING, false),
    STATE_TIMELINE(Shows.NOTHING, false),
    SWITCH(Shows.ON_OFF, true),
    LAMP(Shows.ON_OFF, false),
    BUTTON(Shows.NOTHING, true),
    SLIDER(Shows.NUMBER, true),
    NUMBER(Shows.NUMBER, true),
    SELECT(Shows.TEXT, true),
    COLOUR(Shows.TEXT, true),
    LEVEL(Shows.NUMBER, false),
    TABLE(Shows.JSON, false),
    IMAGE(Shows.TEXT, false),
    MARKDOWN(Shows.NOTHING, false),
    LOG(Shows.LINES, false),
    ALERT(Shows.TEXT, false);

    /// What the values of a widget are.
    enum Shows {
        NOTHING,
        TEXT,
        NUMBER,
        ON_OFF,
        JSON,
        LINES
    }

    private final Shows shows;
    private final boolean control;

    WidgetType(Shows shows, boolean control) {
        this.shows = shows;
        this.control = control;
    }

    Shows shows() {
        return shows;
    }

    /// Whether people set something with it.
    boolean isControl() {
        return control;
    }

    /// Whether it has a minimum, a maximum and a unit.
    boolean hasRange() {
        return shows == Shows.NUMBER;
    }

    /// As it stands in the file.
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> words() {
        return Arrays.stream(values()).map(WidgetType::word).toList();
    }

    static WidgetType of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }
}

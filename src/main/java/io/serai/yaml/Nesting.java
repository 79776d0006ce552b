package io.serai.yaml;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// How deep a YAML text may be nested. Whoever composes one calls itself for each level, Camel too, so a text
/// that nobody measured could use up the stack of the thread that reads it.
public final class Nesting {

    public static final int MOST_LEVELS = 100;

    private Nesting() {}

    /// The line of the first list or mapping below the deepest level there may be; 0 when there is none before
    /// the end, or before the first thing that is no YAML.
    public static int lineTooDeep(String text) {
        int level = 0;
        try {
            for (Event event : new Parse(LoadSettings.builder().build()).parseString(text)) {
                if (event instanceof CollectionStartEvent && ++level > MOST_LEVELS) {
                    return event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
                }
                if (event instanceof CollectionEndEvent) {
                    level--;
                }
            }
        } catch (YamlEngineException _) {
            return 0; // told by whoever reads on
        }
        return 0;
    }

    /// What people are told of a text that is too deep.
    public static String tooDeep() {
        return "is nested deeper than %d levels here".formatted(MOST_LEVELS);
    }
}

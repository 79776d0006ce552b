package io.serai.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Optional;

/// One widget.
///
/// @param options what a page needs to draw it, as the file says; not to be changed
/// @param state where its value comes from
/// @param command where what people set goes
/// @param lamp where a second value comes from, of something that is on or off
/// @param words what on and off are called there
public record Widget(
        String id,
        WidgetType type,
        String title,
        ObjectNode options,
        Optional<Source> state,
        Optional<Target> command,
        Optional<Source> lamp,
        Words words,
        Optional<Duration> staleAfter,
        Optional<Availability> availability) {

    /// What on and off are called in messages.
    public record Words(String on, String off) {

        static final Words USUAL = new Words("on", "off");

        /// `on` or `off`; null for another word.
        @Nullable String meaning(String word) {
            if (word.equals(on)) {
                return "on";
            }
            return word.equals(off) ? "off" : null;
        }
    }
}

package io.serai.observe;

import io.serai.time.ClockJump;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;

/// Says, once each time, that the machine's clock was set.
public final class ClockReport implements Consumer<ClockJump> {

    private static final Logger LOG = LoggerFactory.getLogger(ClockReport.class);
    private static final String PART = "clock";

    private final Health health;
    private final DateTimeFormatter format;
    private int jumps;

    /// @param zone of the times in its words
    public ClockReport(Health health, ZoneId zone) {
        this.health = health;
        format = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(zone);
    }

    @Override
    public void accept(ClockJump jump) {
        jumps++;
        boolean isBack = jump.by().isNegative();
        String what =
                "set %s by %s, from %s to %s"
                        .formatted(
                                isBack ? "back" : "forward",
                                words(jump.by().abs()),
                                format(jump.from()),
                                format(jump.to()));
        LOG.warn(
                "The machine's clock was {}{}. Timers, sensors and delays go on at their intervals; what is to"
                        + " happen at a time of day goes by the new time. {}",
                what,
                isBack ? "" : ", or the machine slept",
                isBack
                        ? "The log and the history have this time twice."
                        : "The log and the history have a gap.");
        health.up(
                PART,
                "%s; timers go on at their intervals%s"
                        .formatted(
                                what,
                                jumps == 1
                                        ? ""
                                        : " (set %d times since the start)".formatted(jumps)));
    }

    private String format(Instant moment) {
        return format.format(moment);
    }

    private static String words(Duration span) {
        long seconds = Math.round(span.toMillis() / 1000.0);
        if (seconds < 60) {
            return seconds + " s";
        }
        return seconds < 3600
                ? "%d min %d s".formatted(seconds / 60, seconds % 60)
                : "%d h %d min".formatted(seconds / 3600, seconds % 3600 / 60);
    }
}

package io.serai.flowtest.replay;

import io.serai.flowtest.read.YamlLine;
import io.serai.mqtt.MqttMessage;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/// Makes a test of a message that a flow could not process, which is red until the flow can.
public final class FailedTest {

    private static final DateTimeFormatter DAY_AND_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd 'at' HH:mm:ss.SSS");

    private FailedTest() {}

    /// What it is to be called.
    public static String name(Instant failed, ZoneId zone, MqttMessage message) {
        return "the message on %s that failed on %s"
                .formatted(message.topic(), DAY_AND_TIME.format(failed.atZone(zone)));
    }

    /// Text of a test file that publishes a message again.
    ///
    /// @param place file and line of the step that failed
    public static String text(
            Instant failed, ZoneId zone, String place, String reason, MqttMessage message) {
        ZonedDateTime at = failed.atZone(zone).truncatedTo(ChronoUnit.SECONDS);
        String name = YamlLine.of(name(failed, zone, message));
        String publish = RecordedTest.message(message);
        return """
        # It failed at %s: %s
        # This test is red until the flow is mended; then say what it shall do with the message.
        - test: %s
          given:
            at: %s
          steps:
            - publish: %s
            - expect-none: {failure: "", within: 10s}
        """
                .formatted(oneLine(place), oneLine(reason), name, at, publish);
    }

    private static String oneLine(String text) {
        return text.replaceAll("\\p{Cntrl}+", " ").strip();
    }
}

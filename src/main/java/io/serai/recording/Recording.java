package io.serai.recording;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.event.RuntimeEvent;

import org.jspecify.annotations.Nullable;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What came into a flow and went out of it, as a file keeps it.
///
/// @param events in the order in which they happened
/// @param end empty when the gateway was killed meanwhile; the last event may be missing then
public record Recording(
        RecordingHeader header, List<RuntimeEvent> events, Optional<RecordingEnd> end) {

    /// The version of the format.
    public static final int FORMAT = 1;

    public Recording {
        events = List.copyOf(events);
    }

    /// Whether it says all that happened.
    public boolean isWhole() {
        return end.filter(each -> each.dropped() == 0).isPresent();
    }

    /// Reads a whole file.
    ///
    /// @throws RecordingException with file and line when it is no recording
    public static Recording read(Path file) {
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            String first = reader.readLine();
            if (first == null) {
                throw new RecordingException(file + " is empty.");
            }
            JsonNode top = parsed(file, 1, first);
            RecordingHeader header = inLine(file, 1, () -> RecordingJson.header(top));
            List<RuntimeEvent> events = new ArrayList<>();
            @Nullable RecordingEnd end = null;
            int number = 1;
            for (String line = reader.readLine(); line != null && end == null; ) {
                number++;
                String next = reader.readLine();
                JsonNode json;
                try {
                    json = parsed(file, number, line);
                } catch (RecordingException e) {
                    if (next != null) {
                        throw e;
                    }
                    break; // the gateway was killed while it wrote this
                }
                if (json.has("end")) {
                    end = inLine(file, number, () -> RecordingJson.end(json));
                } else if (!json.has("gap")) {
                    String flow = header.flow().flow();
                    events.add(inLine(file, number, () -> RecordingJson.event(json, flow)));
                }
                line = next;
            }
            return new Recording(header, events, Optional.ofNullable(end));
        } catch (IOException e) {
            throw new RecordingException("%s cannot be read: %s.".formatted(file, e), e);
        }
    }

    private static <T> T inLine(Path file, int line, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException e) {
            throw new RecordingException("%s:%d: %s".formatted(file, line, e.getMessage()), e);
        }
    }

    private static JsonNode parsed(Path file, int line, String text) {
        try {
            return RecordingJson.parse(text);
        } catch (IOException e) {
            throw new RecordingException("%s:%d: is not JSON.".formatted(file, line), e);
        }
    }
}

package io.serai.recording;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/// How a recording does, or did.
///
/// @param until when it ends by itself
/// @param mostBytes at which it ends by itself
/// @param ended why it has ended; empty while it goes on
public record RecordingStatus(
        String flow,
        Path file,
        Instant begin,
        Instant until,
        long events,
        long bytes,
        long mostBytes,
        long dropped,
        Optional<String> ended) {}

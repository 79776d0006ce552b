package io.serai.recording;

import java.time.Instant;

/// The last line of a recording.
///
/// @param why `asked`, `time`, `size` or `gateway stopped`
/// @param events lines between the first and this
/// @param dropped events that came too fast to be written
/// @param version of the flow by now; another than at the begin when it was edited meanwhile, 0 when there is
///     none any more
public record RecordingEnd(Instant time, String why, long events, long dropped, int version) {}

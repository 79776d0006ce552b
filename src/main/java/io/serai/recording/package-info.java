/// Recordings: what came into a flow and went out of it, in a file. Enter through
/// [io.serai.recording.Recorder] to make one and [io.serai.recording.Recording] to read one.
///
/// Listens to the bus of events and knows nothing of what tells them.
@NullMarked
package io.serai.recording;

import org.jspecify.annotations.NullMarked;

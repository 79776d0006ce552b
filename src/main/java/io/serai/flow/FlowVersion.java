package io.serai.flow;

import java.time.Instant;
import java.util.Map;

/// A version of a flow that was deployed.
///
/// @param number from 1, rising for each flow
/// @param by who or what deployed it: `saved by pi`, `rollback to 3`, `serai deploy by pi`, `start`
/// @param file the route file's path within the routes folder
/// @param text of the route file; empty text for "the flow was removed"
/// @param kamelets text of the kamelets it used, by name
/// @param note what became of it afterwards, such as why it was rolled back; may be empty
public record FlowVersion(
        String flow,
        int number,
        Instant time,
        String by,
        String file,
        String text,
        Map<String, String> kamelets,
        String note) {

    public FlowVersion {
        kamelets = Map.copyOf(kamelets);
    }

    /// Whether this says that the flow was taken out of the house.
    public boolean isRemoval() {
        return text.isEmpty();
    }
}

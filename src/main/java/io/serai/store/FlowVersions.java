package io.serai.store;

import io.serai.flow.FlowVersion;

import java.util.List;
import java.util.Optional;

/// Every deployed version of every flow, the newest [#MOST_PER_FLOW] of each. Thread-safe.
public interface FlowVersions {

    int MOST_PER_FLOW = 100;

    /// Keeps a version; when this returns it survives the end of the process. Older ones beyond the
    /// bound are forgotten.
    ///
    /// @param version its number is ignored; the next one of its flow is given
    /// @return the version as kept
    /// @throws StoreException when it could not be kept
    FlowVersion add(FlowVersion version);

    /// Says what became of a version. Does nothing when it is forgotten.
    ///
    /// @throws StoreException when it could not be kept
    void note(String flow, int number, String note);

    /// The newest version of `flow`, a removal too.
    Optional<FlowVersion> newest(String flow);

    Optional<FlowVersion> find(String flow, int number);

    /// Versions of one flow, the newest first.
    List<FlowVersion> of(String flow, int most);

    /// Versions of every flow, the newest first.
    List<FlowVersion> all(int most);
}

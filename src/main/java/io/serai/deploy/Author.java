package io.serai.deploy;

import io.serai.deploy.FlowStep.Building;
import io.serai.deploy.FlowStep.RenameFlow;

import org.jspecify.annotations.Nullable;

/// Who has brought about versions, as kept in the history.
///
/// @param name null for whoever saved the file
record Author(@Nullable String name) {

    static final Author WHO_SAVED = new Author(null);

    String of(Building step) {
        if (name != null) {
            return name;
        }
        String saved = Versions.savedBy(step.source().file().file());
        return step instanceof RenameFlow rename
                ? "renamed from %s, %s".formatted(rename.from(), saved)
                : saved;
    }

    String ofRemoval() {
        return name == null ? "file removed" : name;
    }
}

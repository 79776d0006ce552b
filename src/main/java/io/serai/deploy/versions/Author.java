package io.serai.deploy.versions;

import io.serai.deploy.plan.FlowStep.Building;
import io.serai.deploy.plan.FlowStep.RenameFlow;

import org.jspecify.annotations.Nullable;

/// Who has brought about versions, as kept in the history.
///
/// @param name null for whoever saved the file
public record Author(@Nullable String name) {

    public static final Author WHO_SAVED = new Author(null);

    public String of(Building step) {
        if (name != null) {
            return name;
        }
        String saved = Versions.savedBy(step.source().file().file());
        return step instanceof RenameFlow rename
                ? "renamed from %s, %s".formatted(rename.from(), saved)
                : saved;
    }

    public String ofRemoval() {
        return name == null ? "file removed" : name;
    }
}

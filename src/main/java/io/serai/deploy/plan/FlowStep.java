package io.serai.deploy.plan;

import io.serai.flow.FlowSource;
import io.serai.flow.FlowVersion;
import io.serai.flow.Problem;

import java.util.Optional;
import java.util.Set;

/// What a [DeployPlan] does with one flow.
public sealed interface FlowStep {

    /// The flow as it is called afterwards.
    String id();

    /// All flows that it concerns.
    default Set<String> ids() {
        return Set.of(id());
    }

    /// A step for which a version is built.
    sealed interface Building extends FlowStep {
        FlowSource source();

        Trust trust();

        @Override
        default String id() {
            return source().id();
        }
    }

    /// Starts a flow of which nothing runs.
    ///
    /// @param refused whether this text was rolled back before and is not to be tried
    /// @param last the version that ran last, to run when this one cannot
    record AddFlow(FlowSource source, Trust trust, boolean refused, Optional<FlowVersion> last)
            implements Building {}

    /// Puts a version in the place of the one that runs.
    record ReplaceFlow(FlowSource source, Trust trust) implements Building {}

    /// Goes on with a flow under another name, perhaps in another version.
    ///
    /// @param from as it is called before
    record RenameFlow(String from, FlowSource source, Trust trust) implements Building {
        @Override
        public Set<String> ids() {
            return Set.of(from, id());
        }
    }

    /// Makes a version that of a flow that is stopped and stays so.
    record LoadFlow(FlowSource source, Trust trust) implements Building {}

    /// Ends a flow that is no longer there.
    record RemoveFlow(String id) implements FlowStep {}

    /// Notes that the file says what runs anyway, perhaps from another place.
    record SettleFlow(FlowSource source) implements FlowStep {
        @Override
        public String id() {
            return source.id();
        }
    }

    /// Notes a flow that is not even built.
    ///
    /// @param byHand whether that is because it was stopped by hand
    record ListFlow(FlowSource source, boolean byHand) implements FlowStep {
        @Override
        public String id() {
            return source.id();
        }
    }

    /// Notes that the file cannot be read; what runs goes on.
    record RefuseFlow(FlowSource source, Problem problem) implements FlowStep {
        @Override
        public String id() {
            return source.id();
        }
    }
}

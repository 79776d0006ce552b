package io.serai.flow;

/// How something went that was sent through a flow by hand, as far as it is known.
///
/// @param reason why it failed, or what it waits for; empty when it is done
public record Attempt(State state, String reason) {

    public static final Attempt DONE = new Attempt(State.DONE, "");

    public static Attempt failed(String reason) {
        return new Attempt(State.FAILED, reason);
    }

    public static Attempt underWay(String reason) {
        return new Attempt(State.UNDER_WAY, reason);
    }

    /// What may have become of it.
    public enum State {
        DONE,
        FAILED,
        /// It has not ended yet.
        UNDER_WAY
    }
}

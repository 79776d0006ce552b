package io.serai.bench;

/// What one measurement gave.
///
/// @param sent messages sent
/// @param acknowledged of those, by the broker; 0 at QoS 0
/// @param answers that came
/// @param lost answers that did not come, by message number
/// @param duplicates answers that came more than once
/// @param wrong answers with the wrong decision
/// @param nanos from the first message to the last answer
/// @param behind ns from the last message to the last answer
/// @param delays from a message to its answer
record Outcome(
        int sent,
        int acknowledged,
        int answers,
        int lost,
        int duplicates,
        int wrong,
        long nanos,
        long behind,
        Delays delays) {

    double perSecond() {
        return answers * 1e9 / nanos;
    }

    double behindSeconds() {
        return behind / 1e9;
    }

    /// In milliseconds.
    double percentile(double share) {
        return delays.percentile(share);
    }
}

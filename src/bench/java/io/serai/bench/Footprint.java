package io.serai.bench;

import java.util.Collection;

/// Memory of one or several processes, in KiB.
///
/// @param rss resident, shared pages counted in full
/// @param pss resident, shared pages counted by share
record Footprint(long rss, long pss) {

    static final Footprint NONE = new Footprint(0, 0);

    static Footprint sum(Collection<Program> programs) {
        long rss = 0;
        long pss = 0;
        for (Program program : programs) {
            Footprint one = program.footprint();
            rss += one.rss();
            pss += one.pss();
        }
        return new Footprint(rss, pss);
    }

    /// The one with more resident.
    static Footprint larger(Footprint one, Footprint other) {
        return one.rss() >= other.rss() ? one : other;
    }

    double rssMb() {
        return rss / 1024.0;
    }

    double pssMb() {
        return pss / 1024.0;
    }
}

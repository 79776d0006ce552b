package io.serai.flowtest.replay;

import io.serai.event.RuntimeEvent;
import io.serai.flowtest.read.Spans;
import io.serai.flowtest.replay.Difference.Kind;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Finds for everything that was recorded what went out in its place, and what has no counterpart. To each
/// place apart, for there order counts, and across places it may be another by chance.
final class Comparison {

    /// Looked ahead at in search of a counterpart.
    private static final int MOST_AHEAD = 1000;

    private final Duration within;

    /// @param within further apart two are not at the same time
    Comparison(Duration within) {
        this.within = within;
    }

    /// What was recorded and what went out; one of them may be missing.
    record Pair(Kind kind, @Nullable RuntimeEvent recorded, @Nullable RuntimeEvent now) {

        Instant at() {
            if (recorded != null) {
                return recorded.time();
            }
            return now == null ? Instant.EPOCH : now.time();
        }

        Difference since(Instant begin) {
            SentContent was = recorded == null ? null : SentContent.of(recorded);
            SentContent is = now == null ? null : SentContent.of(now);
            String where = was != null ? was.where() : is == null ? "" : is.where();
            return new Difference(
                    Duration.between(begin, at()),
                    kind,
                    where,
                    was == null ? "" : was.toString(),
                    kind == Kind.MOVED && recorded != null && now != null
                            ? shift(Duration.between(recorded.time(), now.time()))
                            : is == null ? "" : is.toString());
        }

        private static String shift(Duration by) {
            return "%s %s".formatted(Spans.clock(by.abs()), by.isNegative() ? "earlier" : "later");
        }
    }

    private record Sent(RuntimeEvent event, SentContent content) {

        Duration after(Sent other) {
            return Duration.between(other.event.time(), event.time());
        }
    }

    /// In the order of time.
    List<Pair> of(List<RuntimeEvent> recorded, List<RuntimeEvent> now) {
        Map<String, List<Sent>> was = byPlace(recorded);
        Map<String, List<Sent>> is = byPlace(now);
        List<Pair> pairs = new ArrayList<>();
        was.forEach(
                (where, sent) -> pairs.addAll(compare(sent, is.getOrDefault(where, List.of()))));
        is.forEach((where, sent) -> {
            if (!was.containsKey(where)) {
                pairs.addAll(compare(List.of(), sent));
            }
        });
        pairs.sort(Comparator.comparing(Pair::at));
        return pairs;
    }

    private static Map<String, List<Sent>> byPlace(List<RuntimeEvent> events) {
        Map<String, List<Sent>> places = new LinkedHashMap<>();
        for (RuntimeEvent each : events) {
            SentContent content = SentContent.of(each);
            places.computeIfAbsent(content.where(), _ -> new ArrayList<>())
                    .add(new Sent(each, content));
        }
        return places;
    }

    private List<Pair> compare(List<Sent> was, List<Sent> is) {
        List<Pair> pairs = new ArrayList<>();
        int i = 0;
        int j = 0;
        while (i < was.size() && j < is.size()) {
            Sent recorded = was.get(i);
            Sent now = is.get(j);
            boolean same = recorded.content().isSameAs(now.content());
            boolean near = isNear(recorded, now);
            int extra = same && near ? 0 : counterpart(recorded, is, j, true);
            int missing = same && near ? 0 : counterpart(now, was, i, false);
            if (same && near) {
                pairs.add(new Pair(Kind.SAME, recorded.event(), now.event()));
                i++;
                j++;
            } else if (extra > 0 && (missing == 0 || extra <= missing)) {
                for (int k = 0; k < extra; k++) {
                    pairs.add(new Pair(Kind.EXTRA, null, is.get(j++).event()));
                }
            } else if (missing > 0) {
                for (int k = 0; k < missing; k++) {
                    pairs.add(new Pair(Kind.MISSING, was.get(i++).event(), null));
                }
            } else if (same && !near && isNearer(recorded, is, j)) {
                pairs.add(new Pair(Kind.EXTRA, null, is.get(j++).event()));
            } else if (same && !near && isNearer(now, was, i)) {
                pairs.add(new Pair(Kind.MISSING, was.get(i++).event(), null));
            } else if (same || near) {
                pairs.add(
                        new Pair(
                                same ? Kind.MOVED : Kind.DIFFERENT, recorded.event(), now.event()));
                i++;
                j++;
            } else if (now.after(recorded).isNegative()) {
                pairs.add(new Pair(Kind.EXTRA, null, is.get(j++).event()));
            } else {
                pairs.add(new Pair(Kind.MISSING, was.get(i++).event(), null));
            }
        }
        while (i < was.size()) {
            pairs.add(new Pair(Kind.MISSING, was.get(i++).event(), null));
        }
        while (j < is.size()) {
            pairs.add(new Pair(Kind.EXTRA, null, is.get(j++).event()));
        }
        return pairs;
    }

    private boolean isNear(Sent a, Sent b) {
        return a.after(b).abs().compareTo(within) <= 0;
    }

    /// Whether the one behind `others[first]` says the same and is nearer in time to `one`.
    private static boolean isNearer(Sent one, List<Sent> others, int first) {
        if (first + 1 >= others.size()) {
            return false;
        }
        Sent here = others.get(first);
        Sent next = others.get(first + 1);
        return here.content().isSameAs(next.content())
                && next.after(one).abs().compareTo(here.after(one).abs()) < 0;
    }

    /// How far behind the first of `others` the counterpart of `one` is; 0 when there is none near in time.
    private int counterpart(Sent one, List<Sent> others, int first, boolean recorded) {
        for (int k = 1; k < MOST_AHEAD && first + k < others.size(); k++) {
            Sent other = others.get(first + k);
            if (other.after(one).compareTo(within) > 0) {
                return 0;
            }
            boolean same =
                    recorded
                            ? one.content().isSameAs(other.content())
                            : other.content().isSameAs(one.content());
            if (same && isNear(one, other)) {
                return k;
            }
        }
        return 0;
    }
}

package io.serai.deploy.plan;

import io.serai.flow.FlowSource;
import io.serai.routes.RoutesFolder;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// Finds flows that go on under another name: a file that is no longer what the flow of its name was, and
/// is what another flow was. That it is the same flow is told by the ids that both files give to their
/// routes, or by the text when they give none.
///
/// @param byNewId the flow as it stands, by the id that it is to have
record Renames(Map<String, CurrentFlow> byNewId) {

    Renames {
        byNewId = Map.copyOf(byNewId);
    }

    /// @param asked files that may be those of flows under another name
    /// @param routeIds asked only of texts in which all ids of another flow are to be found
    static Renames among(
            Map<String, CurrentFlow> flows,
            RoutesFolder to,
            Predicate<Path> asked,
            Function<FlowSource, List<String>> routeIds) {
        return new Search(flows, to, asked, routeIds).find();
    }

    private static final class Search {
        private final Map<String, CurrentFlow> flows;
        private final RoutesFolder to;
        private final Predicate<Path> asked;
        private final Function<FlowSource, List<String>> routeIds;
        private final Map<String, FlowSource> wanted = new HashMap<>();
        private final Map<FlowSource, List<String>> known = new HashMap<>();

        Search(
                Map<String, CurrentFlow> flows,
                RoutesFolder to,
                Predicate<Path> asked,
                Function<FlowSource, List<String>> routeIds) {
            this.flows = flows;
            this.to = to;
            this.asked = asked;
            this.routeIds = routeIds;
            to.flows().forEach(source -> wanted.put(source.id(), source));
        }

        Renames find() {
            List<CurrentFlow> leaving =
                    new TreeMap<>(flows).values().stream().filter(this::mayLeaveItsName).toList();
            Map<String, CurrentFlow> found = new HashMap<>();
            Set<String> taken = new HashSet<>();
            for (FlowSource source : to.flows()) {
                if (!asked.test(source.file().file())) {
                    continue;
                }
                leaving.stream()
                        .filter(flow -> !taken.contains(flow.id()) && goesOnAs(flow, source))
                        .findFirst()
                        .ifPresent(flow -> {
                            taken.add(flow.id());
                            found.put(source.id(), flow);
                        });
            }
            return new Renames(found);
        }

        private boolean mayLeaveItsName(CurrentFlow flow) {
            FlowSource now = wanted.get(flow.id());
            return !flow.isBroken()
                    && !to.unreadable().containsKey(flow.id())
                    && (now == null || !flow.says(now));
        }

        private boolean goesOnAs(CurrentFlow flow, FlowSource source) {
            if (flow.id().equals(source.id()) || !isSame(flow, source)) {
                return false;
            }
            CurrentFlow there = flows.get(source.id());
            FlowSource now = wanted.get(flow.id());
            return (there == null || there.isBroken() || !isSame(there, source))
                    && (now == null || !isSame(flow, now));
        }

        private boolean isSame(CurrentFlow flow, FlowSource source) {
            return flow.source().text().equals(source.text()) || hasItsRoutes(flow, source);
        }

        /// Where routes have no ids only the very text tells.
        private boolean hasItsRoutes(CurrentFlow flow, FlowSource source) {
            List<String> ids = flow.routeIds();
            if (ids.isEmpty()) {
                return flow.id().equals(source.id()) || flow.says(source);
            }
            return ids.stream().allMatch(id -> names(source.text(), id))
                    && Objects.equals(known.computeIfAbsent(source, routeIds), ids);
        }

        /// As a word of its own, not as a part of another.
        private static boolean names(String text, String id) {
            return Pattern.compile("(?<![\\w-])%s(?![\\w-])".formatted(Pattern.quote(id)))
                    .matcher(text)
                    .find();
        }
    }
}

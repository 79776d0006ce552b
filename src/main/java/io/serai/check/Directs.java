package io.serai.check;

import io.serai.config.NearNames;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ObjIntConsumer;

/// Who calls whom by `direct:` within one flow, which is where such calls end.
final class Directs {

    private record Call(String name, int line) {}

    private final Map<String, Integer> sources = new LinkedHashMap<>();
    private final List<Call> calls = new ArrayList<>();
    private final Map<String, Call> always = new LinkedHashMap<>();
    private final ObjIntConsumer<String> problem;

    /// @param problem is told what is wrong and at which line
    Directs(ObjIntConsumer<String> problem) {
        this.problem = problem;
    }

    /// The name in a URI of `direct:`; empty when it is of another component.
    static String name(String uri) {
        return uri.matches("direct:[^?]+.*")
                ? uri.replaceFirst("direct:(//)?", "").replaceFirst("\\?.*", "")
                : "";
    }

    void source(String name, int line) {
        Integer first = sources.putIfAbsent(name, line);
        if (first != null) {
            problem.accept(
                    "direct:%s is the source of the route in line %d already; give one of them another name"
                            .formatted(name, first),
                    line);
        }
    }

    void call(String name, int line) {
        calls.add(new Call(name, line));
    }

    /// Every message that the route from `caller` takes, it hands to `name`.
    void callAlways(String caller, String name, int line) {
        always.putIfAbsent(caller, new Call(name, line));
    }

    /// To be called once, when every route is known.
    void tell() {
        for (Call each : calls) {
            if (!sources.containsKey(each.name())) {
                problem.accept(
                        "no route of this file begins with direct:%s.%s"
                                .formatted(
                                        each.name(),
                                        NearNames.suggestion(each.name(), sources.keySet())),
                        each.line());
            }
        }
        Set<String> told = new LinkedHashSet<>();
        for (String begin : sources.keySet()) {
            Set<String> way = new LinkedHashSet<>();
            Call next = always.get(begin);
            while (next != null && !told.contains(next.name()) && way.add(next.name())) {
                next = always.get(next.name());
            }
            Call first = always.get(begin);
            if (first != null && way.contains(begin)) {
                problem.accept(
                        "a message never leaves the circle direct:%s -> direct:%s"
                                .formatted(begin, String.join(" -> direct:", way)),
                        first.line());
                told.addAll(way);
            }
        }
    }
}

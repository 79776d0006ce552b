package io.serai.observe;

import io.serai.observe.MetricSource.Figure;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Health as figures: one for the whole, one for each flow and device, one for each other part.
final class PartFigures {

    private static final String FLOW = "flow ";
    private static final String DEVICE = "device ";

    private PartFigures() {}

    static List<Figure> of(Health health) {
        List<Figure> figures =
                new ArrayList<>(
                        health.parts().entrySet().stream()
                                .map(part -> figure(part.getKey(), part.getValue().ready()))
                                .toList());
        figures.add(
                Figure.of(
                        "ready", "Whether every part does its work.", Map.of(), health.isReady()));
        return figures;
    }

    private static Figure figure(String part, boolean ready) {
        // `flow tank: level` is about one route of it.
        if (part.startsWith(FLOW) && !part.contains(": ")) {
            return Figure.of(
                    "flow_up",
                    "Whether the flow does what it is meant to; a stopped one does.",
                    Map.of("flow", part.substring(FLOW.length())),
                    ready);
        }
        if (part.startsWith(DEVICE)) {
            return Figure.of(
                    "device_online",
                    "Whether the device works.",
                    Map.of("device", part.substring(DEVICE.length())),
                    ready);
        }
        return Figure.of(
                "part_ready", "Whether the part does its work.", Map.of("part", part), ready);
    }
}

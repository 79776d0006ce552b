package io.serai.deploy.palette;

import io.serai.flow.FlowException;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.runtime.FlowFactory;
import io.serai.runtime.RunningFlow;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Every node there is: the house's own and those of Camel, which do not change while the gateway runs, and
/// the house's kamelets, which do. Thread-safe.
public final class NodeList {

    private static final FlowSource NOBODY =
            FlowSource.of(new FlowFile("palette", Path.of("palette.camel.yaml")), "");

    private final FlowFactory factory;
    private final Supplier<Map<String, String>> kamelets;
    private volatile @Nullable List<PaletteNode> fixed;

    /// @param kamelets texts by name, as they are now
    public NodeList(FlowFactory factory, Supplier<Map<String, String>> kamelets) {
        this.factory = factory;
        this.kamelets = kamelets;
    }

    /// All of them, those of the house first.
    public List<PaletteNode> all() {
        return Stream.concat(fixed().stream(), KameletNodes.of(kamelets.get()).stream()).toList();
    }

    private List<PaletteNode> fixed() {
        List<PaletteNode> known = fixed;
        if (known == null) {
            known = read(); // twice at worst, with the same result
            fixed = known;
        }
        return known;
    }

    private List<PaletteNode> read() {
        try (RunningFlow bench = factory.empty(NOBODY)) {
            List<PaletteNode> endpoints = EndpointNodes.of(bench.names());
            return Stream.of(
                            endpoints.stream().filter(each -> each.group().equals("house")),
                            StepNodes.of(bench.names()).stream(),
                            endpoints.stream().filter(each -> !each.group().equals("house")))
                    .flatMap(each -> each)
                    .toList();
        } catch (FlowException e) {
            throw new IllegalStateException("the settings for flows cannot be used", e);
        }
    }
}

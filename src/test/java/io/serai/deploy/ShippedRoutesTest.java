package io.serai.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.check.RouteCheck;
import io.serai.flow.FlowSource;
import io.serai.routes.RoutesFolder;
import io.serai.runtime.RunningFlow;
import io.serai.testing.Bench;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Every file in `routes/` loads, is sound and says what it is for. What they do is seen from outside
/// by the acceptance tests.
class ShippedRoutesTest {

    private static final Path ROUTES = Path.of("routes");

    @TempDir private Path folder;
    private Bench bench;

    @BeforeEach
    void open() throws Exception {
        bench = Bench.withDevices(folder, Files.readString(ROUTES.resolve("devices.yaml")));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void checkFindsNothingToMend() {
        assertThat(new RouteCheck(bench.factory).checkFolder(ROUTES)).isEmpty();
    }

    @Test
    void everyFlowStartsAndDescribesItself() throws Exception {
        List<FlowSource> flows = RoutesFolder.read(ROUTES).flows();
        List<String> descriptions = new ArrayList<>();
        for (FlowSource source : flows) {
            try (RunningFlow flow = bench.factory.build(source)) {
                flow.start();
                assertThat(flow.isRunning()).as("%s runs", source.id()).isTrue();
                assertThat(flow.routeIds()).as(source.id()).first().isEqualTo(source.id());
                descriptions.add(flow.description());
            }
        }

        assertThat(flows).hasSizeGreaterThan(8);
        assertThat(flows.stream().filter(each -> each.file().isJava())).isNotEmpty();
        assertThat(descriptions).allSatisfy(text -> assertThat(text).isNotBlank());
    }
}

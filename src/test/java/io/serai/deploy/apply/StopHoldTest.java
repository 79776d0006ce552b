package io.serai.deploy.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.device.spi.DeviceValue;
import io.serai.flow.FlowException;
import io.serai.flow.FlowFile;
import io.serai.flow.FlowSource;
import io.serai.runtime.RunningFlow;
import io.serai.testing.Bench;

import org.apache.camel.Processor;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;

class StopHoldTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @TempDir private Path folder;
    private Bench bench;
    private StopHold hold;
    private final List<String> heard = new CopyOnWriteArrayList<>();

    @BeforeEach
    void open() {
        bench = Bench.withLampAndLight(folder);
        bench.time.advance(Duration.ofSeconds(1));
        hold = new StopHold(Duration.ofSeconds(60), bench.time, new ReentrantLock());
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private RunningFlow started() throws FlowException {
        var file = new FlowFile("door", Path.of("routes", "door.camel.yaml"));
        RunningFlow flow =
                bench.factory.build(
                        FlowSource.of(
                                file,
                                """
                                - route:
                                    id: door
                                    from:
                                      uri: device:light
                                      steps:
                                        - process: {ref: heard}
                                """));
        Processor hear = exchange -> heard.add(exchange.getIn().getBody(String.class));
        flow.context().getRegistry().bind("heard", Processor.class, hear);
        flow.prepare();
        flow.run();
        return flow;
    }

    private void light(int value) {
        bench.devices.simulate("light", new DeviceValue.Number(value));
        bench.time.advance(Duration.ofMillis(1));
    }

    private void stop(RunningFlow flow) {
        flow.pause(LIMIT);
        hold.hold(flow);
        flow.close();
    }

    @Test
    void whatComesForAFlowThatIsStartedAgainSoonIsKept() throws Exception {
        stop(started());
        assertThat(hold.holds("door")).isTrue();
        light(1);
        bench.time.advance(Duration.ofSeconds(59));
        light(2);

        try (RunningFlow _ = started()) {
            hold.taken("door");
            Awaitility.await().atMost(LIMIT).until(() -> heard.size() == 2);
            assertThat(heard).containsExactly("1", "2");
        }
    }

    @Test
    void afterTheTimeNothingIsKept() throws Exception {
        stop(started());
        light(1);
        bench.time.advance(Duration.ofSeconds(61));
        assertThat(hold.holds("door")).isFalse();

        try (RunningFlow _ = started()) {
            light(3);
            Awaitility.await().atMost(LIMIT).until(() -> !heard.isEmpty());
            assertThat(heard).containsExactly("3");
        }
    }

    @Test
    void zeroKeepsNothing() throws Exception {
        hold = new StopHold(Duration.ZERO, bench.time, new ReentrantLock());
        stop(started());
        light(1);

        try (RunningFlow _ = started()) {
            light(3);
            Awaitility.await().atMost(LIMIT).until(() -> !heard.isEmpty());
            assertThat(heard).containsExactly("3");
        }
    }
}

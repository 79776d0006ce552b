package io.serai.observe.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.flow.FlowFile;
import io.serai.flow.FlowPicture;
import io.serai.flow.FlowSource;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

class FlowMetersTest {

    private final VirtualTimekeeper time =
            new VirtualTimekeeper(Instant.parse("2026-11-21T12:00:00Z"));
    private final Traces traces = new Traces(TraceConfig.DEFAULT, time);

    private FlowMeters meters(String flow) {
        FlowFile file = FlowFile.of(Path.of(flow + ".camel.yaml")).orElseThrow();
        return traces.meters(FlowSource.of(file, ""), FlowPicture.empty(flow));
    }

    private int looked(FlowMeters meters, int messages) {
        int looked = 0;
        for (int i = 0; i < messages; i++) {
            looked += meters.mayTrace(time.nanos()) ? 1 : 0;
        }
        return looked;
    }

    @Test
    void ofOneFlowTwentyRunsASecondAreLookedAtAndTheOthersCounted() {
        FlowMeters lamp = meters("lamp");

        assertThat(looked(lamp, 1000)).isEqualTo(FlowMeters.TRACES);
        assertThat(lamp.untraced()).isEqualTo(1000 - FlowMeters.TRACES);
        time.advance(Duration.ofSeconds(1));
        assertThat(looked(lamp, 1000)).isEqualTo(FlowMeters.TRACES);
    }

    @Test
    void ofManyFlowsFewRunsEachAreLookedAtButSomeOfEveryOne() {
        List<FlowMeters> house =
                IntStream.range(0, 100).mapToObj(each -> meters("flow-" + each)).toList();

        int[] looked = house.stream().mapToInt(each -> looked(each, 100)).toArray();

        assertThat(IntStream.of(looked).min().orElseThrow()).isEqualTo(FlowMeters.TRACES_LEAST);
        assertThat(IntStream.of(looked).sum())
                .isEqualTo(Traces.TRACES_OF_ALL + 95 * FlowMeters.TRACES_LEAST);
    }

    @Test
    void aFlowWhoseMessagesAreFollowedIsLookedAtWhateverGoesOnElsewhere() throws Exception {
        IntStream.range(0, 100).forEach(each -> looked(meters("flow-" + each), 100));
        FlowMeters lamp = meters("lamp");

        try (AutoCloseable _ = traces.tap("lamp", _ -> {})) {
            assertThat(looked(lamp, 1000)).isEqualTo(FlowMeters.TRACES_TAPPED);
        }
    }
}

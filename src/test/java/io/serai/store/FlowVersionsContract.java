package io.serai.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.flow.FlowVersion;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// What every record of versions promises.
public abstract class FlowVersionsContract {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00.123Z");

    public abstract FlowVersions versions();

    public static FlowVersion version(String flow, String text) {
        return new FlowVersion(
                flow,
                0,
                NOW,
                "saved by pi",
                flow + ".camel.yaml",
                text,
                Map.of("dim-sink", "kamelet of " + text),
                "");
    }

    private static List<Integer> numbers(List<FlowVersion> versions) {
        return versions.stream().map(FlowVersion::number).toList();
    }

    @Test
    void whatIsKeptIsHandedBackWhole() {
        var given =
                new FlowVersion(
                        "hall/light",
                        77,
                        NOW,
                        "serai deploy by \u00fc",
                        "hall/light.camel.yaml",
                        "- route: \"\u00b0C\"\n\t# ' \u0001\n",
                        Map.of("a", "one\n", "b", "\"two\""),
                        "note");

        FlowVersion kept = versions().add(given);

        assertThat(kept)
                .isEqualTo(
                        new FlowVersion(
                                given.flow(),
                                1,
                                NOW,
                                given.by(),
                                given.file(),
                                given.text(),
                                given.kamelets(),
                                "note"));
        assertThat(versions().find("hall/light", 1)).contains(kept);
        assertThat(versions().newest("hall/light")).contains(kept);
        assertThat(versions().all(10)).containsExactly(kept);
    }

    @Test
    void eachFlowCountsForItself() {
        versions().add(version("lamp", "1"));
        versions().add(version("tank", "1"));
        versions().add(version("lamp", "2"));

        assertThat(numbers(versions().of("lamp", 10))).containsExactly(2, 1);
        assertThat(numbers(versions().of("tank", 10))).containsExactly(1);
        assertThat(numbers(versions().of("lamp", 1))).containsExactly(2);
        assertThat(versions().all(2)).extracting(FlowVersion::flow).containsExactly("lamp", "tank");
    }

    @Test
    void whatNeverWasIsEmpty() {
        versions().add(version("lamp", "1"));

        assertThat(versions().newest("tank")).isEmpty();
        assertThat(versions().find("lamp", 2)).isEmpty();
        assertThat(versions().of("tank", 10)).isEmpty();
    }

    @Test
    void theOldestOfAFlowAreForgottenAndNoNumberComesTwice() {
        versions().add(version("tank", "1"));
        IntStream.rangeClosed(1, FlowVersions.MOST_PER_FLOW + 5)
                .forEach(i -> versions().add(version("lamp", "text " + i)));

        List<FlowVersion> kept = versions().of("lamp", 1000);

        assertThat(kept).hasSize(FlowVersions.MOST_PER_FLOW);
        assertThat(kept.getFirst().number()).isEqualTo(FlowVersions.MOST_PER_FLOW + 5);
        assertThat(kept.getLast().number()).isEqualTo(6);
        assertThat(kept)
                .allSatisfy(each -> assertThat(each.text()).isEqualTo("text " + each.number()));
        assertThat(versions().find("lamp", 5)).isEmpty();
        assertThat(versions().of("tank", 10)).hasSize(1);
        assertThat(versions().add(version("lamp", "next")).number())
                .isEqualTo(FlowVersions.MOST_PER_FLOW + 6);
    }

    @Test
    void aNoteIsKeptWithItsVersionOnly() {
        versions().add(version("lamp", "1"));
        versions().add(version("lamp", "2"));
        versions().add(version("tank", "1"));

        versions().note("lamp", 1, "rolled back");
        versions().note("lamp", 9, "of a version that is forgotten");

        assertThat(versions().all(10))
                .extracting(each -> each.flow() + " " + each.number() + " " + each.note())
                .containsExactly("tank 1 ", "lamp 2 ", "lamp 1 rolled back");
    }

    @Test
    void aRemovalIsAVersionToo() {
        versions().add(version("lamp", "1"));
        versions().add(version("lamp", ""));

        assertThat(versions().newest("lamp")).get().matches(FlowVersion::isRemoval);
    }

    @Test
    void manyAtATimeGetANumberEach() throws Exception {
        List<Thread> threads =
                IntStream.range(0, 4)
                        .mapToObj(i ->
                                Thread.ofPlatform()
                                        .start(() ->
                                                IntStream.range(0, 20)
                                                        .forEach(j ->
                                                                versions()
                                                                        .add(
                                                                                version(
                                                                                        "lamp",
                                                                                        i + " "
                                                                                                + j)))))
                        .toList();
        for (Thread each : threads) {
            each.join();
        }

        assertThat(numbers(versions().of("lamp", 1000)))
                .isEqualTo(IntStream.rangeClosed(1, 80).mapToObj(i -> 81 - i).toList());
    }
}

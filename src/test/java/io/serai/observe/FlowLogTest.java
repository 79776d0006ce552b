package io.serai.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.observe.FlowLog.Line;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

class FlowLogTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

    private final VirtualTimekeeper time = new VirtualTimekeeper(NOW);
    private final FlowLog log = new FlowLog(time);

    private List<String> texts(String flow) {
        return log.after(flow, 0, Integer.MAX_VALUE).stream().map(Line::text).toList();
    }

    @Test
    void eachFlowHasItsOwnLinesInOrder() {
        log.add("lamp", Level.INFO, "on");
        log.add("tank", Level.INFO, "full");
        time.advance(Duration.ofSeconds(1));
        log.add("lamp", Level.WARN, "broken");

        assertThat(log.after("lamp", 0, 10))
                .containsExactly(
                        new Line(1, NOW, "INFO", "on"),
                        new Line(3, NOW.plusSeconds(1), "WARN", "broken"));
        assertThat(log.after("nobody", 0, 10)).isEmpty();
    }

    @Test
    void onlyWhatCameAfterANumberIsToldAndTheNewestOfIt() {
        for (int i = 1; i <= 10; i++) {
            log.add("lamp", Level.INFO, "line " + i);
        }

        assertThat(log.after("lamp", 7, 10)).extracting(Line::number).containsExactly(8L, 9L, 10L);
        assertThat(log.after("lamp", 2, 2)).extracting(Line::number).containsExactly(9L, 10L);
        assertThat(log.after("lamp", 10, 10)).isEmpty();
    }

    @Test
    void theOldestLinesMakeRoom() {
        for (int i = 1; i <= FlowLog.MOST_LINES + 1; i++) {
            log.add("lamp", Level.INFO, "line " + i);
        }

        assertThat(texts("lamp"))
                .hasSize(FlowLog.MOST_LINES)
                .startsWith("line 2")
                .endsWith("line " + (FlowLog.MOST_LINES + 1));
    }

    @Test
    void aLongLineIsCut() {
        log.add("lamp", Level.INFO, "x".repeat(100_000));

        assertThat(texts("lamp")).containsExactly("x".repeat(1000) + "...");
    }

    @Test
    void beyondAThousandFlowsTheQuietestIsForgotten() {
        for (int i = 0; i < 1000; i++) {
            log.add("flow" + i, Level.INFO, "first");
        }
        log.add("flow0", Level.INFO, "second");

        log.add("one more", Level.INFO, "first");

        assertThat(texts("flow0")).containsExactly("first", "second");
        assertThat(texts("flow1")).isEmpty();
        assertThat(texts("flow2")).containsExactly("first");
        assertThat(texts("one more")).containsExactly("first");
    }

    @Test
    void manyLongLogsStayWithinTheBoundAndSpareTheShort() {
        log.add("quiet", Level.WARN, "the one line that matters");
        for (int flow = 0; flow < 20; flow++) {
            for (int line = 0; line < FlowLog.MOST_LINES; line++) {
                log.add("loud" + flow, Level.INFO, "x".repeat(1000));
            }
        }

        long characters =
                IntStream.range(0, 20)
                        .mapToLong(flow ->
                                texts("loud" + flow).stream().mapToLong(String::length).sum())
                        .sum();

        assertThat(characters).isBetween(2_000_000L, 4_000_000L);
        assertThat(texts("quiet")).hasSize(1);
        assertThat(texts("loud19")).isNotEmpty();
    }

    @Test
    void linesOfManyThreadsAreAllThere() throws Exception {
        List<Thread> threads =
                IntStream.range(0, 4)
                        .mapToObj(i ->
                                Thread.ofPlatform()
                                        .start(() -> {
                                            for (int line = 0; line < 100; line++) {
                                                log.add("lamp", Level.INFO, i + " " + line);
                                            }
                                        }))
                        .toList();
        for (Thread each : threads) {
            each.join();
        }

        List<Line> lines = log.after("lamp", 0, 1000);
        assertThat(lines)
                .extracting(Line::number)
                .isEqualTo(IntStream.rangeClosed(1, 400).mapToObj(Long::valueOf).toList());
        assertThat(lines).extracting(Line::text).doesNotHaveDuplicates();
    }
}

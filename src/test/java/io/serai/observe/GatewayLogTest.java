package io.serai.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.observe.GatewayLog.Line;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

class GatewayLogTest {

    private final GatewayLog log = new GatewayLog(new VirtualTimekeeper(Instant.EPOCH));

    @Test
    void theOldestLinesMakeRoom() {
        for (int i = 1; i <= GatewayLog.MOST_LINES + 5; i++) {
            log.add("INFO", "Broker", "line " + i);
        }

        List<Line> all = log.after(0, 5000);

        assertThat(all).hasSize(GatewayLog.MOST_LINES);
        assertThat(all.getFirst().text()).isEqualTo("line 6");
        assertThat(log.after(GatewayLog.MOST_LINES, 3)).hasSize(3);
        assertThat(log.after(GatewayLog.MOST_LINES + 4, 3)).hasSize(1);
    }

    @Test
    void longLinesTakeNoMoreThanTheirShare() {
        String text = "x".repeat(100_000);
        for (int i = 0; i < GatewayLog.MOST_LINES; i++) {
            log.add("INFO", "Broker", text);
        }

        int characters = log.after(0, 5000).stream().mapToInt(each -> each.text().length()).sum();

        assertThat(characters).isBetween(400_000, 500_000);
        assertThat(log.after(0, 1).getFirst().text()).endsWith("x...");
    }
}

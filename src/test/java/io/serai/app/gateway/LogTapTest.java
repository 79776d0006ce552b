package io.serai.app.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.serai.observe.GatewayLog;
import io.serai.observe.GatewayLog.Line;
import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.util.List;

class LogTapTest {

    private final GatewayLog log = new GatewayLog(new VirtualTimekeeper(Instant.EPOCH));

    /// Other tests log at the same time.
    private List<Line> mine() {
        return log.after(0, GatewayLog.MOST_LINES).stream()
                .filter(line -> line.text().startsWith("LogTapTest"))
                .toList();
    }

    @Test
    void whatIsLoggedMeanwhileIsKeptWithWhoSaysIt() throws Exception {
        var logger = LoggerFactory.getLogger("io.serai.app.Something");
        logger.info("LogTapTest before");
        try (AutoCloseable tap = LogTap.begin(log)) {
            logger.warn("LogTapTest {}", "meanwhile", new IllegalStateException("no lamp"));
            LoggerFactory.getLogger("io.serai.flow.tank").info("LogTapTest level");
            assertThat(tap).isNotNull();
        }
        logger.info("LogTapTest after");

        assertThat(mine())
                .extracting(Line::level, Line::source, Line::text)
                .containsExactly(
                        tuple(
                                "WARN",
                                "Something",
                                "LogTapTest meanwhile (java.lang.IllegalStateException: no lamp)"),
                        tuple("INFO", "flow tank", "LogTapTest level"));
    }
}

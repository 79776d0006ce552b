package io.serai.broker.hivemq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serai.broker.RunningBroker;
import io.serai.broker.config.BrokerConfig;
import io.serai.broker.config.BrokerConfig.Persistence;
import io.serai.broker.config.BrokerException;
import io.serai.broker.config.BrokerFolder;
import io.serai.broker.config.BrokerServices;
import io.serai.broker.queue.DroppedMessages;
import io.serai.observe.Counters;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

@Timeout(60)
class HiveMqServerTest {

    private static final DroppedMessages DROPPED =
            new DroppedMessages(new Counters(), RunningBroker.onFreePorts(Persistence.FILE));

    @TempDir private Path data;

    private static HiveMqServer.Around around(BrokerFolder folder) {
        return new HiveMqServer.Around(
                folder, BrokerServices.NONE, DROPPED, new Counters(), RunningBroker.TIME);
    }

    @Test
    void portTakenAtTheLastMomentUndoesTheStart() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                BrokerFolder folder = BrokerFolder.open(data, Persistence.FILE)) {
            BrokerConfig config = RunningBroker.onPorts(0, taken.getLocalPort(), Persistence.FILE);

            assertThatThrownBy(() -> HiveMqServer.start(config, around(folder)))
                    .isInstanceOf(BrokerException.class)
                    .hasMessage(
                            "broker.websocket-port = %d is already in use. Stop the other broker or set broker.websocket-port (0 picks a free one)."
                                    .formatted(taken.getLocalPort()));

            // The same folder opens again, so nothing of the failed start holds it.
            HiveMqServer server =
                    HiveMqServer.start(RunningBroker.onFreePorts(Persistence.FILE), around(folder));
            assertThat(server.port()).isPositive();
            server.stop();
        }
    }
}

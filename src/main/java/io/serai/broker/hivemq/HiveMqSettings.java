package io.serai.broker.hivemq;

import com.hivemq.configuration.service.FullConfigurationService;
import com.hivemq.configuration.service.PersistenceConfigurationService.PersistenceMode;
import com.hivemq.configuration.service.entity.TcpListener;
import com.hivemq.configuration.service.entity.WebsocketListener;
import com.hivemq.configuration.service.impl.ConfigurationServiceImpl;
import com.hivemq.configuration.service.impl.MqttConfigurationServiceImpl;
import com.hivemq.configuration.service.impl.PersistenceConfigurationServiceImpl;
import com.hivemq.configuration.service.impl.RestrictionsConfigurationServiceImpl;
import com.hivemq.configuration.service.impl.SecurityConfigurationServiceImpl;
import com.hivemq.configuration.service.impl.listener.ListenerConfigurationServiceImpl;
import com.hivemq.statistics.UsageStatisticsConfigImpl;

import io.serai.broker.config.BrokerConfig;

import java.util.List;

/// The broker's settings in HiveMQ's words. What is not set here stays as HiveMQ has it: retained
/// messages, wildcard and shared subscriptions on.
final class HiveMqSettings {

    /// [MQTT-5.0 3.2.2.3.3] how many QoS 1 and 2 messages a client may have unacknowledged; HiveMQ's
    /// own 10 slows down a burst of 30.
    private static final int RECEIVE_MAXIMUM = 100;

    private HiveMqSettings() {}

    static FullConfigurationService of(BrokerConfig config) {
        var listeners = new ListenerConfigurationServiceImpl();
        // A listener that cannot be opened is reported under its name.
        listeners.addListener(new TcpListener(config.port(), config.host(), "broker.port"));
        listeners.addListener(
                new WebsocketListener.Builder()
                        .port(config.websocketPort())
                        .bindAddress(config.host())
                        .path("/mqtt")
                        .subprotocols(List.of("mqtt", "mqttv3.1"))
                        .name("broker.websocket-port")
                        .build());

        var mqtt = new MqttConfigurationServiceImpl();
        mqtt.setMaxQueuedMessages(config.maxQueued());
        mqtt.setMaxPacketSize(config.maxPacketSize());
        mqtt.setMaxSessionExpiryInterval(config.sessionExpiry().toSeconds());
        mqtt.setServerReceiveMaximum(RECEIVE_MAXIMUM);

        var restrictions = new RestrictionsConfigurationServiceImpl();
        restrictions.setMaxConnections(config.maxConnections());

        var statistics = new UsageStatisticsConfigImpl();
        statistics.setEnabled(false);

        var persistence = new PersistenceConfigurationServiceImpl();
        persistence.setMode(
                switch (config.persistence()) {
                    case FILE -> PersistenceMode.FILE;
                    case MEMORY -> PersistenceMode.IN_MEMORY;
                });

        return new ConfigurationServiceImpl(
                listeners,
                mqtt,
                restrictions,
                new SecurityConfigurationServiceImpl(),
                statistics,
                persistence);
    }
}

package io.serai.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.hivemq.configuration.service.MqttConfigurationService.QueuedMessagesStrategy;
import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.message.mqtt5.Mqtt5UserProperties;
import com.hivemq.mqtt.message.publish.PUBLISH;
import com.hivemq.mqtt.message.publish.PUBLISHFactory;
import com.hivemq.persistence.clientqueue.ClientQueueLocalPersistence;
import com.hivemq.persistence.payload.PublishPayloadPersistence;

import org.junit.jupiter.api.Test;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

class PayloadFirstTest {

    private final List<String> calls = new ArrayList<>();

    private final ClientQueueLocalPersistence queues =
            PayloadFirst.before(
                    noting(ClientQueueLocalPersistence.class),
                    noting(PublishPayloadPersistence.class));

    /// Notes the names of the methods that are called.
    private <T> T noting(Class<T> type) {
        return type.cast(
                Proxy.newProxyInstance(
                        type.getClassLoader(),
                        new Class<?>[] {type},
                        (_, method, _) -> {
                            calls.add(type.getSimpleName() + "." + method.getName());
                            return method.getReturnType() == int.class ? 7 : null;
                        }));
    }

    private static PUBLISH message(QoS qos) {
        return new PUBLISHFactory.Mqtt5Builder()
                .withHivemqId("test")
                .withTopic("t")
                .withQoS(qos)
                .withOnwardQos(qos)
                .withPayload(new byte[] {1})
                .withUserProperties(Mqtt5UserProperties.NO_USER_PROPERTIES)
                .build();
    }

    @Test
    void payloadIsOnDiskBeforeTheMessageIsInAQueue() {
        queues.add(
                "c",
                false,
                message(QoS.AT_LEAST_ONCE),
                10,
                QueuedMessagesStrategy.DISCARD,
                false,
                0);

        assertThat(calls)
                .containsExactly(
                        "PublishPayloadPersistence.add",
                        "ClientQueueLocalPersistence.add",
                        "PublishPayloadPersistence.decrementReferenceCounter");
    }

    @Test
    void ofSeveralOnlyThoseThatGoToDiskAreWritten() {
        queues.add(
                "c",
                false,
                List.of(message(QoS.AT_MOST_ONCE), message(QoS.EXACTLY_ONCE)),
                10,
                QueuedMessagesStrategy.DISCARD,
                false,
                0);

        assertThat(calls)
                .containsExactly(
                        "PublishPayloadPersistence.add",
                        "ClientQueueLocalPersistence.add",
                        "PublishPayloadPersistence.decrementReferenceCounter");
    }

    @Test
    void everythingElseGoesThrough() {
        assertThat(queues.size("c", false, 0)).isEqualTo(7);

        assertThat(calls).containsExactly("ClientQueueLocalPersistence.size");
    }
}

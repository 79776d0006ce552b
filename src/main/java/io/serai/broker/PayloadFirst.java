package io.serai.broker;

import com.hivemq.mqtt.message.QoS;
import com.hivemq.mqtt.message.publish.PUBLISH;
import com.hivemq.persistence.clientqueue.ClientQueueLocalPersistence;
import com.hivemq.persistence.payload.PublishPayloadPersistence;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;

/// Puts a message's payload on disk before the message is in a client's queue. HiveMQ does it the other
/// way round, and a kill in between leaves a queue entry without payload: HiveMQ drops it after the next
/// start, as it may, but takes the entry behind it along, which has been acknowledged.
final class PayloadFirst implements InvocationHandler {

    private final ClientQueueLocalPersistence queues;
    private final PublishPayloadPersistence payloads;

    private PayloadFirst(ClientQueueLocalPersistence queues, PublishPayloadPersistence payloads) {
        this.queues = queues;
        this.payloads = payloads;
    }

    /// `queues`, with that difference.
    static ClientQueueLocalPersistence before(
            ClientQueueLocalPersistence queues, PublishPayloadPersistence payloads) {
        return (ClientQueueLocalPersistence)
                Proxy.newProxyInstance(
                        ClientQueueLocalPersistence.class.getClassLoader(),
                        new Class<?>[] {ClientQueueLocalPersistence.class},
                        new PayloadFirst(queues, payloads));
    }

    @Override
    public Object invoke(Object proxy, Method method, Object[] arguments) throws Throwable {
        if (!method.getName().equals("add")) {
            return call(method, arguments);
        }
        List<PUBLISH> kept = kept(arguments[2]);
        kept.forEach(each ->
                payloads.add(Objects.requireNonNull(each.getPayload()), each.getPublishId()));
        try {
            return call(method, arguments);
        } finally {
            // The queue counts its own reference by now.
            kept.forEach(each -> payloads.decrementReferenceCounter(each.getPublishId()));
        }
    }

    /// Those that go to disk.
    private static List<PUBLISH> kept(Object added) {
        List<?> all = added instanceof List<?> several ? several : List.of(added);
        return all.stream()
                .map(PUBLISH.class::cast)
                .filter(each -> each.getQoS() != QoS.AT_MOST_ONCE)
                .toList();
    }

    private Object call(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(queues, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}

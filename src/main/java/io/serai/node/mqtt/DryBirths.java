package io.serai.node.mqtt;

import io.serai.mqtt.ConnectionSpec;
import io.serai.mqtt.MqttLink;
import io.serai.mqtt.MqttLinks;
import io.serai.mqtt.MqttMessage;
import io.serai.mqtt.Will;
import io.serai.node.spi.FlowEvents;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The links of a flow that runs dry: says once per connection what that would say after connecting.
public final class DryBirths implements MqttLinks {

    private final MqttLinks links;
    private final FlowEvents flowEvents;
    private final Set<Will> told = ConcurrentHashMap.newKeySet();

    /// @param links lead to no broker
    public DryBirths(MqttLinks links, FlowEvents flowEvents) {
        this.links = links;
        this.flowEvents = flowEvents;
    }

    @Override
    public MqttLink link(ConnectionSpec spec) {
        MqttLink link = links.link(spec);
        spec.will()
                .filter(will -> will.birth().isPresent() && told.add(will))
                .flatMap(Will::birthMessage)
                .ifPresent(birth -> publish(birth, link));
        return link;
    }

    private void publish(MqttMessage birth, MqttLink link) {
        flowEvents.published("", link.name(), birth);
        var _ = link.publish(birth);
    }

    @Override
    public void requireBroker(String broker) {
        links.requireBroker(broker);
    }
}

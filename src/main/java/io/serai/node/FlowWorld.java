package io.serai.node;

import io.serai.device.DeviceControl;
import io.serai.mqtt.MqttLinks;
import io.serai.node.input.MqttInputs;
import io.serai.store.Store;

/// What the flows of a palette work with.
///
/// @param store keeps what nodes remember
public record FlowWorld(MqttLinks links, MqttInputs inputs, DeviceControl devices, Store store) {}

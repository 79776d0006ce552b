/// The nodes `paho:` and `paho-mqtt5:`.
@NullMarked
package io.serai.node.mqtt;

import org.jspecify.annotations.NullMarked;

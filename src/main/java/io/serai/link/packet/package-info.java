/// MQTT packets as Netty has them, built and read; limits and reason codes of both versions.
@NullMarked
package io.serai.link.packet;

import org.jspecify.annotations.NullMarked;

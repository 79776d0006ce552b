/// What a driver of devices implements.
@NullMarked
package io.serai.device.spi;

import org.jspecify.annotations.NullMarked;

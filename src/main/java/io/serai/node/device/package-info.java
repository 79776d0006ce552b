/// The nodes `sensor:`, `device:` and `simulate:`.
@NullMarked
package io.serai.node.device;

import org.jspecify.annotations.NullMarked;

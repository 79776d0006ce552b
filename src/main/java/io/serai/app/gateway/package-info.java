/// Builds the gateway by hand, starts it in order and stops it.
@NullMarked
package io.serai.app.gateway;

import org.jspecify.annotations.NullMarked;

/// Virtual hardware of the CounterFit app, over its HTTP API. Enter through
/// [io.serai.device.counterfit.CounterFitDriver].
@NullMarked
package io.serai.device.counterfit;

import org.jspecify.annotations.NullMarked;

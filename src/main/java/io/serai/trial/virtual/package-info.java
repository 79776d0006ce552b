/// Lets a Camel context run on the strands of a simulation. Enter through [io.serai.trial.virtual.VirtualCamel].
@NullMarked
package io.serai.trial.virtual;

import org.jspecify.annotations.NullMarked;

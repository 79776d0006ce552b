/// Lets a Camel context run on the threads of a simulation. Enter through [io.serai.flowtest.virtual.VirtualCamel].
@NullMarked
package io.serai.flowtest.virtual;

import org.jspecify.annotations.NullMarked;

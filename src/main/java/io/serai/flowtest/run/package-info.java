/// Runs tests against flows in virtual time, in an environment of simulated brokers and devices.
@NullMarked
package io.serai.flowtest.run;

import org.jspecify.annotations.NullMarked;

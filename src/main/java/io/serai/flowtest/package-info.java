/// Runs `*.test.yaml` against flows in virtual time, with stand-ins for everything outside. Enter through
/// [io.serai.flowtest.run.FlowTestRunner].
@NullMarked
package io.serai.flowtest;

import org.jspecify.annotations.NullMarked;

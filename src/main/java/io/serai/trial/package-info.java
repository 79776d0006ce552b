/// Runs `*.test.yaml` against flows in virtual time, with stand-ins for everything outside. Enter through
/// [io.serai.trial.FlowTestRunner].
@NullMarked
package io.serai.trial;

import org.jspecify.annotations.NullMarked;

/// What was recorded, run again: compared with what went out then, and made a test of.
@NullMarked
package io.serai.flowtest.replay;

import org.jspecify.annotations.NullMarked;

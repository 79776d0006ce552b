/// What starts after a crash, a broken file or a write that failed.
@NullMarked
package io.serai.deploy.recovery;

import org.jspecify.annotations.NullMarked;

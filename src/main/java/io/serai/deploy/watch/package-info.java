/// Notices that files in `routes/` have changed.
@NullMarked
package io.serai.deploy.watch;

import org.jspecify.annotations.NullMarked;

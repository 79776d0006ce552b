/// Finds, checks and starts the files in `routes/`. Enter through [io.serai.deploy.Deployer].
///
/// Each file stands alone: what is wrong with one never keeps another from running.
@NullMarked
package io.serai.deploy;

import org.jspecify.annotations.NullMarked;

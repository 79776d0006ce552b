/// Reads settings, gathers all problems, masks secrets, prints what is in effect. Enter through
/// [io.serai.config.ConfigReader].
///
/// Knows no setting by name: each room reads its own and states their defaults there.
@NullMarked
package io.serai.config;

import org.jspecify.annotations.NullMarked;

/// What the settings say of the embedded broker, and its folder.
@NullMarked
package io.serai.broker.config;

import org.jspecify.annotations.NullMarked;

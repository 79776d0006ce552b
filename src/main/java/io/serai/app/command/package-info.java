/// The commands of `serai`, one class each.
@NullMarked
package io.serai.app.command;

import org.jspecify.annotations.NullMarked;

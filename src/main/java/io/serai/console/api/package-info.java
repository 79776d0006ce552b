/// What the gateway tells and takes over HTTP: the parts of `/api/` and the channels that pages follow.
/// [io.serai.console.Console] serves them; each is an [io.serai.console.ApiPart] or an
/// [io.serai.console.LiveChannel].
///
/// It shows and commands the floors below, and never Camel.
@NullMarked
package io.serai.console.api;

import org.jspecify.annotations.NullMarked;

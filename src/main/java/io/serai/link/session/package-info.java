/// One session with a broker, on one connection after another.
@NullMarked
package io.serai.link.session;

import org.jspecify.annotations.NullMarked;

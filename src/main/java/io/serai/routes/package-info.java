/// The folder `routes/`: its files as they are read, named and kept apart from what is not theirs.
@NullMarked
package io.serai.routes;

import org.jspecify.annotations.NullMarked;

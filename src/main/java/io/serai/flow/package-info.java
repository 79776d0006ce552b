/// What the user sees: flows and how they do. Knows no Camel.
@NullMarked
package io.serai.flow;

import org.jspecify.annotations.NullMarked;

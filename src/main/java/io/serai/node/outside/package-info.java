/// What stands before endpoints of Camel that lead out of the gateway, such as `file:`.
@NullMarked
package io.serai.node.outside;

import org.jspecify.annotations.NullMarked;

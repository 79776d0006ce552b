/// The palette: what a route file can name beside Camel's own components. Enter through
/// [io.serai.node.Palette].
///
/// A node turns exchanges into words of the rooms below and back; it decides nothing that `rule` can
/// decide and keeps nothing that `store` can keep.
@NullMarked
package io.serai.node;

import org.jspecify.annotations.NullMarked;

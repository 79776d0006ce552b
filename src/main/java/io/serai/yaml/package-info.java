/// Files of the house in YAML, read so that everything wrong in them is told at once, with its line. Enter
/// through [io.serai.yaml.YamlFile] and [io.serai.yaml.Section].
@NullMarked
package io.serai.yaml;

import org.jspecify.annotations.NullMarked;

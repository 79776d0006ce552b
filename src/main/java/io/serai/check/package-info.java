/// What is wrong with a route file, each fault once, with its line, before anything of it runs.
@NullMarked
package io.serai.check;

import org.jspecify.annotations.NullMarked;

/// Single messages seen step by step: runs, what they carried, and why something did or did not happen.
@NullMarked
package io.serai.observe.run;

import org.jspecify.annotations.NullMarked;

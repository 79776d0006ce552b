/// Where a broker is and how it is to be reached, as the settings and the endpoints say.
@NullMarked
package io.serai.link.settings;

import org.jspecify.annotations.NullMarked;

/// The console as people meet it: the packaged gateway, looked at and used through Chromium.
@NullMarked
package io.serai.browser;

import org.jspecify.annotations.NullMarked;

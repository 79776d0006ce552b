/// Certificates and keys as files, and what TLS makes of them.
@NullMarked
package io.serai.link.tls;

import org.jspecify.annotations.NullMarked;

/// Every version of every flow that was deployed, and by whom.
@NullMarked
package io.serai.deploy.versions;

import org.jspecify.annotations.NullMarked;

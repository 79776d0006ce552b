/// What runs and what should run, and the steps from the one to the other. Touches nothing.
@NullMarked
package io.serai.deploy.plan;

import org.jspecify.annotations.NullMarked;

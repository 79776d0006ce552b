/// Carries out a plan: checks, tests, builds, swaps and records, or undoes all of it.
@NullMarked
package io.serai.deploy.apply;

import org.jspecify.annotations.NullMarked;

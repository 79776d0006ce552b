package io.serai.node;

import java.util.Set;

/// A component of the palette that can name its own options, beside those that Camel lists for its scheme.
public interface KnowsOptions {

    Set<String> options();
}

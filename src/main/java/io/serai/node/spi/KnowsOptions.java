package io.serai.node.spi;

import java.util.Map;

/// A component of the palette that can name its own options, beside those that Camel lists for its scheme.
public interface KnowsOptions {

    /// What each takes, by name: Camel's word for it, such as `boolean` or `duration`.
    Map<String, String> options();
}

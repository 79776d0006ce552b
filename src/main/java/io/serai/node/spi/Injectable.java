package io.serai.node.spi;

import io.serai.flow.Attempt;
import io.serai.flow.Injection;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/// A source that takes what someone makes up as if it had come by itself.
public interface Injectable {

    /// Takes one.
    ///
    /// @param executor on which the route may run
    /// @return how it went; may never complete when the flow ends before
    /// @throws IllegalArgumentException when nothing like that can come to this source
    /// @throws java.util.concurrent.RejectedExecutionException when too many are under way
    CompletionStage<Attempt> take(Injection injection, Executor executor);
}

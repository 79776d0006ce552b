package io.serai.history;

import io.serai.store.SeriesPoint;

/// Hears what is kept of series, in order per series. It must not block.
@FunctionalInterface
public interface SeriesListener {

    void kept(String series, SeriesPoint point);
}

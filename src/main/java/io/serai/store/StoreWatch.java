package io.serai.store;

/// Told how the store does. Called from its own thread; must not block.
public interface StoreWatch {

    /// Nobody who is told.
    StoreWatch NONE =
            new StoreWatch() {
                @Override
                public void works() {}

                @Override
                public void fails(String why) {}

                @Override
                public void counted(String what, long count) {}
            };

    /// The disk takes what is to be kept, for the first time or again.
    void works();

    /// The disk does not take it, or the file cannot be opened.
    ///
    /// @param why with the file and the remedy
    void fails(String why);

    /// So many more of something.
    ///
    /// @param what such as `store.commits`
    void counted(String what, long count);
}

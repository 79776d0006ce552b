package io.serai.store;

public class MemoryStoreTest extends StoreContract {

    private final MemoryStore store = new MemoryStore();

    @Override
    public Store store() {
        return store;
    }
}

package io.serai.app.gateway;

import io.serai.observe.Counters;
import io.serai.observe.Health;
import io.serai.store.StoreWatch;

/// Says in health and counters how the store does.
record StoreHealth(Health health, Counters counters) implements StoreWatch {

    private static final String PART = "store";

    @Override
    public void works() {
        health.up(PART, "writes to disk");
    }

    @Override
    public void fails(String why) {
        health.down(PART, why);
    }

    @Override
    public void counted(String what, long count) {
        counters.adder(what, PART).add(count);
    }
}

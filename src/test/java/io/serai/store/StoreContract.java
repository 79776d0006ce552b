package io.serai.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Map;

/// What every store promises.
public abstract class StoreContract {

    public abstract Store store();

    @Test
    void whatIsMovedHasAnotherOwner() {
        store().put("node-state", "lamp", "a", "1");
        store().put("node-state", "lamp", "b", "2");
        store().put("other-area", "lamp", "a", "stays");

        store().move("node-state", "lamp", "light");

        assertThat(store().all("node-state", "light")).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(store().all("node-state", "lamp")).isEmpty();
        assertThat(store().get("other-area", "lamp", "a")).contains("stays");
    }

    @Test
    void whatIsMovedReplacesTheSameKeysAndLeavesOthers() {
        store().put("node-state", "lamp", "a", "moved");
        store().put("node-state", "light", "a", "replaced");
        store().put("node-state", "light", "c", "left");

        store().move("node-state", "lamp", "light");

        assertThat(store().all("node-state", "light")).isEqualTo(Map.of("a", "moved", "c", "left"));
    }

    @Test
    void movingNothingChangesNothing() {
        store().put("node-state", "light", "a", "1");

        store().move("node-state", "nobody", "light");
        store().move("node-state", "light", "light");

        assertThat(store().all("node-state", "light")).isEqualTo(Map.of("a", "1"));
    }
}

package io.serai.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.time.VirtualTimekeeper;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.Map;

class DryNodeStoreTest extends NodeStoreContract {

    private final MemoryStore kept = new MemoryStore();
    private final DryStore store = new DryStore(kept);
    private final MemoryMessages queues = new MemoryMessages(new VirtualTimekeeper(Instant.EPOCH));

    @Override
    NodeStore store() {
        return store;
    }

    @Override
    MessageQueues queues() {
        return queues;
    }

    @Test
    void startsFromWhatIsKeptAndChangesNothingOfIt() throws Exception {
        kept.commit(new Changes().state("lamp", "dark", "a", "1").set(timer("lamp", "t", 1)))
                .toCompletableFuture()
                .join();

        assertThat(store.states("lamp", "dark")).isEqualTo(Map.of("a", "1"));
        commit(new Changes().state("lamp", "dark", "a", "2").cancel("lamp", "delay", "t"));

        assertThat(store.states("lamp", "dark")).isEqualTo(Map.of("a", "2"));
        assertThat(store.timers("lamp")).isEmpty();
        assertThat(kept.states("lamp", "dark")).isEqualTo(Map.of("a", "1"));
        assertThat(kept.timers("lamp")).hasSize(1);
    }
}

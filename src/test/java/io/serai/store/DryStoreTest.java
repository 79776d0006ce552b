package io.serai.store;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.Map;

public class DryStoreTest extends StoreContract {

    private final MemoryStore kept = new MemoryStore();
    private final DryStore store = new DryStore(kept);

    @Override
    public Store store() {
        return store;
    }

    @Test
    void readsWhatIsKeptAndChangesNothingOfIt() {
        kept.put("threshold", "tank/fill", "a", "ON");
        kept.put("threshold", "tank/fill", "b", "ON");

        store.put("threshold", "tank/fill", "a", "OFF");
        store.remove("threshold", "tank/fill", "b");
        store.put("threshold", "tank/fill", "c", "ON");

        assertThat(store.all("threshold", "tank/fill")).isEqualTo(Map.of("a", "OFF", "c", "ON"));
        assertThat(store.get("threshold", "tank/fill", "b")).isEmpty();
        assertThat(kept.all("threshold", "tank/fill")).isEqualTo(Map.of("a", "ON", "b", "ON"));

        store.move("threshold", "tank/fill", "well/fill");
        assertThat(store.all("threshold", "well/fill")).isEqualTo(Map.of("a", "OFF", "c", "ON"));
        assertThat(store.all("threshold", "tank/fill")).isEmpty();
        assertThat(kept.all("threshold", "tank/fill")).hasSize(2);
    }
}

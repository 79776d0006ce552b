package io.serai.store;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// Keeps nothing past the process: for checks, trials and tests.
public final class MemoryStore implements Store {

    private record Name(String area, String owner, String key) {}

    private final Map<Name, String> values = new ConcurrentHashMap<>();

    @Override
    public Optional<String> get(String area, String owner, String key) {
        return Optional.ofNullable(values.get(new Name(area, owner, key)));
    }

    @Override
    public Map<String, String> all(String area, String owner) {
        return values.entrySet().stream()
                .filter(e -> e.getKey().area().equals(area) && e.getKey().owner().equals(owner))
                .collect(Collectors.toMap(e -> e.getKey().key(), Map.Entry::getValue));
    }

    @Override
    public void put(String area, String owner, String key, String value) {
        values.put(new Name(area, owner, key), value);
    }

    @Override
    public void remove(String area, String owner, String key) {
        values.remove(new Name(area, owner, key));
    }

    @Override
    public void close() {
        values.clear();
    }
}

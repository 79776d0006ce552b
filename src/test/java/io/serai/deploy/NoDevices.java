package io.serai.deploy;

import io.serai.deploy.apply.DeviceEdits;

import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// A house without `devices.yaml`.
final class NoDevices implements DeviceEdits {

    @Override
    public String text() {
        return "";
    }

    @Override
    public List<String> problems(String text) {
        return List.of();
    }

    @Override
    public Set<String> differences(String text) {
        return Set.of();
    }

    @Override
    public <T> T expecting(String text, Supplier<T> work) {
        return work.get();
    }

    @Override
    public Change change(String text) {
        return new Change(Set.of(), () -> {});
    }
}

package io.serai.deploy;

import java.util.List;
import java.util.Set;

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
    public Set<String> change(String text) {
        return Set.of();
    }
}

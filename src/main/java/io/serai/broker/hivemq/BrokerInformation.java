package io.serai.broker.hivemq;

import com.hivemq.configuration.info.SystemInformation;
import com.hivemq.extension.sdk.api.annotations.NotNull;

import io.serai.broker.config.BrokerFolder;

import java.io.File;

/// Tells HiveMQ where it may write. Its own answer looks around the machine with native code, takes
/// folders from `HIVEMQ_*` variables and sets system properties.
final class BrokerInformation implements SystemInformation {

    /// Written into the data folder's metadata.
    private static final String VERSION = "2025.5";

    private final BrokerFolder folder;

    BrokerInformation(BrokerFolder folder) {
        this.folder = folder;
    }

    @Override
    public void init() {
        // Everything is known already.
    }

    @Override
    public @NotNull String getHiveMQVersion() {
        return VERSION;
    }

    @Override
    public @NotNull File getHiveMQHomeFolder() {
        return folder.path().toFile();
    }

    @Override
    public @NotNull File getConfigFolder() {
        return folder.path().toFile();
    }

    @Override
    public @NotNull File getLogFolder() {
        return folder.path().toFile();
    }

    @Override
    public @NotNull File getDataFolder() {
        return folder.path().toFile();
    }

    @Override
    public @NotNull File getExtensionsFolder() {
        return folder.extensions().toFile();
    }

    /// Asked by the usage statistics only, and those are off.
    @Override
    public long getRunningSince() {
        return 0;
    }

    @Override
    public int getProcessorCount() {
        return Runtime.getRuntime().availableProcessors();
    }

    @Override
    public boolean isEmbedded() {
        return true;
    }
}

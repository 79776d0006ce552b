package io.serai.broker.hivemq;

import com.hivemq.persistence.FilePersistence;
import com.hivemq.persistence.PersistenceStartup;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// HiveMQ's way to open its stores, which tells nobody when one of them cannot be used. Thread-safe.
final class WatchedStartup extends PersistenceStartup {

    /// The folder of each kind of store.
    private static final Map<String, String> FOLDERS =
            Map.of(
                    "ClientSessionXodusLocalPersistence", "client_session_store",
                    "ClientSessionSubscriptionXodusLocalPersistence",
                            "client_session_subscriptions",
                    "RetainedMessageXodusLocalPersistence", "retained_messages",
                    "PublishPayloadXodusLocalPersistence", "publish_payload_store");

    private final Map<String, Throwable> failed = new ConcurrentHashMap<>();

    @Override
    public void submitPersistenceStart(FilePersistence persistence) {
        super.submitPersistenceStart(new Watched(persistence));
    }

    /// Why stores could not be used, by their folder.
    Map<String, Throwable> failed() {
        return Map.copyOf(failed);
    }

    private final class Watched implements FilePersistence {

        private final FilePersistence persistence;

        Watched(FilePersistence persistence) {
            this.persistence = persistence;
        }

        @Override
        public void startExternal() {
            persistence.startExternal();
        }

        @Override
        public void start() {
            try {
                persistence.start();
            } catch (RuntimeException | Error e) {
                String type = persistence.getClass().getSimpleName().replaceFirst("\\$.*", "");
                failed.put(FOLDERS.getOrDefault(type, type), e);
                throw e;
            }
        }

        @Override
        public void stop() {
            persistence.stop();
        }
    }
}

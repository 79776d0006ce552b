package io.serai.broker.hivemq;

import static com.hivemq.configuration.service.InternalConfigurations.AUTH_DENY_UNAUTHENTICATED_CONNECTIONS;
import static com.hivemq.configuration.service.InternalConfigurations.EXTENSION_TASK_QUEUE_EXECUTOR_THREADS_COUNT;
import static com.hivemq.configuration.service.InternalConfigurations.JMX_REPORTER_ENABLED;
import static com.hivemq.configuration.service.InternalConfigurations.MANAGED_EXTENSION_EXECUTOR_SHUTDOWN_TIMEOUT_SEC;
import static com.hivemq.configuration.service.InternalConfigurations.MANAGED_EXTENSION_THREAD_POOL_THREADS_COUNT;
import static com.hivemq.configuration.service.InternalConfigurations.MQTT_EVENT_EXECUTOR_THREAD_COUNT;
import static com.hivemq.configuration.service.InternalConfigurations.PAYLOAD_PERSISTENCE_BUCKET_COUNT;
import static com.hivemq.configuration.service.InternalConfigurations.PAYLOAD_PERSISTENCE_CLEANUP_THREADS;
import static com.hivemq.configuration.service.InternalConfigurations.PAYLOAD_PERSISTENCE_TYPE;
import static com.hivemq.configuration.service.InternalConfigurations.PERSISTENCE_BUCKET_COUNT;
import static com.hivemq.configuration.service.InternalConfigurations.PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC;
import static com.hivemq.configuration.service.InternalConfigurations.PERSISTENCE_SHUTDOWN_TIMEOUT_SEC;
import static com.hivemq.configuration.service.InternalConfigurations.PERSISTENCE_STARTUP_SHUTDOWN_TIMEOUT_SEC;
import static com.hivemq.configuration.service.InternalConfigurations.PERSISTENCE_STARTUP_THREAD_POOL_SIZE;
import static com.hivemq.configuration.service.InternalConfigurations.RETAINED_MESSAGE_PERSISTENCE_TYPE;
import static com.hivemq.configuration.service.InternalConfigurations.SINGLE_WRITER_THREAD_POOL_SIZE;

import com.hivemq.migration.meta.PersistenceType;

import io.serai.broker.config.BrokerFolder;

/// Makes HiveMQ fit a Raspberry Pi. Its sizes are statics of the whole process, so every broker of
/// this process gets the same ones.
final class HiveMqSizing {

    private static final int FEW_THREADS = 2;

    private HiveMqSizing() {}

    static void apply() {
        // Nobody is let in when no authenticator is registered.
        AUTH_DENY_UNAUTHENTICATED_CONNECTIONS.set(true);

        PERSISTENCE_BUCKET_COUNT.set(BrokerFolder.BUCKETS);
        PAYLOAD_PERSISTENCE_BUCKET_COUNT.set(BrokerFolder.BUCKETS);
        // RocksDB, the default for these two, sets aside hundreds of megabytes on disk.
        RETAINED_MESSAGE_PERSISTENCE_TYPE.set(PersistenceType.FILE);
        PAYLOAD_PERSISTENCE_TYPE.set(PersistenceType.FILE);

        PERSISTENCE_STARTUP_THREAD_POOL_SIZE.set(BrokerFolder.BUCKETS);
        SINGLE_WRITER_THREAD_POOL_SIZE.set(BrokerFolder.BUCKETS);
        PAYLOAD_PERSISTENCE_CLEANUP_THREADS.set(FEW_THREADS);
        MQTT_EVENT_EXECUTOR_THREAD_COUNT.set(FEW_THREADS);
        EXTENSION_TASK_QUEUE_EXECUTOR_THREADS_COUNT.set(FEW_THREADS);
        MANAGED_EXTENSION_THREAD_POOL_THREADS_COUNT.set(FEW_THREADS);
        JMX_REPORTER_ENABLED.set(false);

        // The stop waits out the whole grace period even when nothing is left to write.
        PERSISTENCE_SHUTDOWN_GRACE_PERIOD_MSEC.set(200);
        PERSISTENCE_SHUTDOWN_TIMEOUT_SEC.set(4);
        PERSISTENCE_STARTUP_SHUTDOWN_TIMEOUT_SEC.set(1);
        MANAGED_EXTENSION_EXECUTOR_SHUTDOWN_TIMEOUT_SEC.set(1);
    }
}

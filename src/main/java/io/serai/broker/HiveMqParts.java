package io.serai.broker;

import com.codahale.metrics.MetricRegistry;
import com.google.inject.AbstractModule;
import com.google.inject.CreationException;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Module;
import com.google.inject.Stage;
import com.google.inject.util.Modules;
import com.hivemq.bootstrap.ioc.HiveMQMainModule;
import com.hivemq.bootstrap.ioc.SystemInformationModule;
import com.hivemq.bootstrap.ioc.lazysingleton.LazySingletonModule;
import com.hivemq.bootstrap.netty.ioc.NettyModule;
import com.hivemq.configuration.HivemqId;
import com.hivemq.configuration.info.SystemInformation;
import com.hivemq.configuration.ioc.ConfigurationModule;
import com.hivemq.configuration.service.FullConfigurationService;
import com.hivemq.diagnostic.DiagnosticModule;
import com.hivemq.extensions.ioc.ExtensionModule;
import com.hivemq.lifecycle.LifecycleModule;
import com.hivemq.metrics.ioc.MetricsModule;
import com.hivemq.mqtt.ioc.MQTTHandlerModule;
import com.hivemq.mqtt.ioc.MQTTServiceModule;
import com.hivemq.persistence.clientqueue.ClientQueueLocalPersistence;
import com.hivemq.persistence.clientqueue.ClientQueueXodusLocalPersistence;
import com.hivemq.persistence.ioc.PersistenceModule;
import com.hivemq.persistence.payload.PublishPayloadPersistence;
import com.hivemq.security.ioc.SecurityModule;
import com.hivemq.statistics.UsageStatisticsModule;
import com.hivemq.throttling.ioc.ThrottlingModule;

import java.util.List;

/// The parts that HiveMQ's own start puts together, and those that the house puts in their place.
final class HiveMqParts {

    private HiveMqParts() {}

    /// @param storage the parts that keep data, opened before
    /// @throws BrokerException when they do not fit together
    static Injector of(
            SystemInformation information,
            MetricRegistry metrics,
            HivemqId id,
            FullConfigurationService settings,
            Injector storage,
            LifecycleModule lifecycle,
            BrokerConfig.Persistence persistence) {
        List<Module> parts =
                List.of(
                        new SystemInformationModule(information),
                        new LazySingletonModule(),
                        lifecycle,
                        new ConfigurationModule(settings, id),
                        new NettyModule(),
                        new HiveMQMainModule(),
                        new MQTTHandlerModule(storage),
                        new PersistenceModule(storage, settings.persistenceConfigurationService()),
                        new MetricsModule(metrics, storage),
                        new ThrottlingModule(),
                        new MQTTServiceModule(),
                        new DiagnosticModule(),
                        new SecurityModule(),
                        new UsageStatisticsModule(),
                        new ExtensionModule());
        try {
            return Guice.createInjector(
                    Stage.PRODUCTION,
                    persistence == BrokerConfig.Persistence.FILE
                            ? Modules.override(parts).with(new OurStorage(storage))
                            : Modules.combine(parts));
        } catch (CreationException e) {
            throw new BrokerException("The broker cannot be put together: " + e.getMessage(), e);
        }
    }

    private static final class OurStorage extends AbstractModule {

        private final Injector storage;

        OurStorage(Injector storage) {
            this.storage = storage;
        }

        @Override
        protected void configure() {
            bind(ClientQueueLocalPersistence.class)
                    .toInstance(
                            PayloadFirst.before(
                                    storage.getInstance(ClientQueueXodusLocalPersistence.class),
                                    storage.getInstance(PublishPayloadPersistence.class)));
        }
    }
}

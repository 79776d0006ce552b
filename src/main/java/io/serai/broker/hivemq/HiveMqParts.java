package io.serai.broker.hivemq;

import com.codahale.metrics.MetricRegistry;
import com.google.inject.AbstractModule;
import com.google.inject.Guice;
import com.google.inject.Injector;
import com.google.inject.Stage;
import com.google.inject.util.Modules;
import com.google.inject.util.Providers;
import com.hivemq.bootstrap.ioc.HiveMQMainModule;
import com.hivemq.bootstrap.ioc.SystemInformationModule;
import com.hivemq.bootstrap.ioc.lazysingleton.LazySingletonModule;
import com.hivemq.bootstrap.netty.ChannelInitializerFactory;
import com.hivemq.bootstrap.netty.ioc.NettyModule;
import com.hivemq.configuration.HivemqId;
import com.hivemq.configuration.info.SystemInformation;
import com.hivemq.configuration.ioc.ConfigurationModule;
import com.hivemq.configuration.service.FullConfigurationService;
import com.hivemq.diagnostic.DiagnosticModule;
import com.hivemq.extensions.ioc.ExtensionModule;
import com.hivemq.lifecycle.LifecycleModule;
import com.hivemq.metrics.ioc.MetricsModule;
import com.hivemq.mqtt.handler.disconnect.MqttServerDisconnector;
import com.hivemq.mqtt.ioc.MQTTHandlerModule;
import com.hivemq.mqtt.ioc.MQTTServiceModule;
import com.hivemq.mqtt.message.dropping.MessageDroppedService;
import com.hivemq.mqtt.services.InternalPublishService;
import com.hivemq.persistence.InMemorySingleWriter;
import com.hivemq.persistence.PersistenceStartup;
import com.hivemq.persistence.SingleWriterService;
import com.hivemq.persistence.clientqueue.ClientQueueLocalPersistence;
import com.hivemq.persistence.clientqueue.ClientQueueXodusLocalPersistence;
import com.hivemq.persistence.ioc.PersistenceMigrationModule;
import com.hivemq.persistence.ioc.PersistenceModule;
import com.hivemq.security.ioc.SecurityModule;
import com.hivemq.statistics.UsageStatisticsModule;
import com.hivemq.throttling.ioc.ThrottlingModule;

import io.serai.broker.queue.DroppedMessages;

/// HiveMQ's parts, wired by its own modules but for those that Serai has its own of.
final class HiveMqParts {

    private final SystemInformation information;
    private final MetricRegistry metrics;
    private final FullConfigurationService settings;
    private final HivemqId id = new HivemqId();
    private final LifecycleModule lifecycle = new LifecycleModule();

    HiveMqParts(
            SystemInformation information,
            MetricRegistry metrics,
            FullConfigurationService settings) {
        this.information = information;
        this.metrics = metrics;
        this.settings = settings;
    }

    /// What keeps sessions, subscriptions and retained messages.
    ///
    /// @param startup opens the files
    Injector storage(PersistenceStartup startup) {
        return Guice.createInjector(
                Stage.PRODUCTION,
                Modules.override(
                                new SystemInformationModule(information),
                                new ConfigurationModule(settings, id),
                                new LazySingletonModule(),
                                lifecycle,
                                new PersistenceMigrationModule(
                                        metrics, settings.persistenceConfigurationService()))
                        .with(new HouseStorage(startup)));
    }

    /// Everything else.
    Injector server(Injector storage, Own own) {
        return Guice.createInjector(
                Stage.PRODUCTION,
                Modules.override(
                                new SystemInformationModule(information),
                                new LazySingletonModule(),
                                lifecycle,
                                new ConfigurationModule(settings, id),
                                new NettyModule(),
                                new HiveMQMainModule(),
                                new MQTTHandlerModule(storage),
                                new PersistenceModule(
                                        storage, settings.persistenceConfigurationService()),
                                new MetricsModule(metrics, storage),
                                new ThrottlingModule(),
                                new MQTTServiceModule(),
                                new DiagnosticModule(),
                                new SecurityModule(),
                                new UsageStatisticsModule(),
                                new ExtensionModule())
                        .with(new OwnParts(own)));
    }

    /// What is put in the place of HiveMQ's.
    record Own(ClientQueueLocalPersistence queues, DroppedMessages dropped, PageGuard guard) {}

    /// HiveMQ's queue files are not even opened.
    private static final class HouseStorage extends AbstractModule {
        private final PersistenceStartup startup;

        HouseStorage(PersistenceStartup startup) {
            this.startup = startup;
        }

        @Override
        protected void configure() {
            bind(PersistenceStartup.class).toInstance(startup);
            bind(ClientQueueXodusLocalPersistence.class).toProvider(Providers.of(null));
        }
    }

    private static final class OwnParts extends AbstractModule {
        private final Own own;

        OwnParts(Own own) {
            this.own = own;
        }

        @Override
        protected void configure() {
            bind(ClientQueueLocalPersistence.class).toInstance(own.queues);
            bind(MessageDroppedService.class).toInstance(own.dropped);
            bind(DroppedMessages.class).toInstance(own.dropped);
            bind(PageGuard.class).toInstance(own.guard);
            bind(ChannelInitializerFactory.class).to(WebSocketListeners.class);
            bind(MqttServerDisconnector.class).to(ReportingDisconnector.class);
            bind(InternalPublishService.class).to(PublishGate.class);
            // Whoever brings work for a store does it, instead of handing it to a pool of threads:
            // our queues do not wait for the disk, and sessions change rarely.
            bind(SingleWriterService.class).to(InMemorySingleWriter.class);
        }
    }
}

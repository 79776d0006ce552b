package io.serai.flowtest.virtual;

import io.serai.time.Simulation;

import org.apache.camel.CamelContext;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.component.seda.SedaComponent;
import org.apache.camel.spi.AsyncProcessorAwaitManager;
import org.apache.camel.support.service.ServiceHelper;

/// Gives a context the time and the threads of a simulation.
public final class VirtualCamel {

    private VirtualCamel() {}

    /// To be called before there is anything in the context.
    ///
    /// @param compiled Java flows that need not be compiled again
    public static void enter(CamelContext context, Simulation simulation, CompiledFlows compiled) {
        var loader = new FlowLoader(compiled);
        loader.setCamelContext(context);
        ServiceHelper.startService(loader);
        context.getRegistry().bind("routes-builder-loader-java", loader);
        var pools = new SimulatedPools(simulation);
        context.getExecutorServiceManager().setThreadPoolFactory(pools);
        context.getCamelContextExtension()
                .addContextPlugin(AsyncProcessorAwaitManager.class, new SimulatedAwaitManager());
        var seda = new SedaComponent();
        seda.setDefaultQueueFactory(new SimulatedQueues<>(simulation));
        context.addComponent("seda", seda);
        // Waiting for a consumer to appear would be waiting for ever: nothing else runs meanwhile.
        var direct = new DirectComponent();
        direct.setBlock(false);
        context.addComponent("direct", direct);
    }
}

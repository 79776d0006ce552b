package io.serai.runtime;

import org.apache.camel.Endpoint;
import org.apache.camel.component.log.LogComponent;
import org.apache.camel.component.log.LogEndpoint;
import org.slf4j.LoggerFactory;

import java.util.Map;

/// `log:NAME` as a part of its flow: what it says at INFO is shown, as what the house itself says is,
/// while libraries speak only to warn.
final class FlowLogComponent extends LogComponent {

    private final String logger;

    /// @param logger of the flow, above those of its endpoints
    FlowLogComponent(String logger) {
        this.logger = logger;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters)
            throws Exception {
        Endpoint endpoint = super.createEndpoint(uri, remaining, parameters);
        if (endpoint instanceof LogEndpoint log && log.getProvidedLogger() == null) {
            log.setProvidedLogger(LoggerFactory.getLogger(logger + "." + remaining));
        }
        return endpoint;
    }
}

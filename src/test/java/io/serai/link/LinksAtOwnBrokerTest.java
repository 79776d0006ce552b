package io.serai.link;

import org.junit.jupiter.api.extension.RegisterExtension;

/// Links at the gateway's own broker.
class LinksAtOwnBrokerTest extends LinkContract {

    @RegisterExtension static final OwnBroker BROKER = new OwnBroker();

    @Override
    int brokerPort() {
        return BROKER.port();
    }
}

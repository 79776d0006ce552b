package io.serai.link.transport;

import java.io.IOException;

/// We end a connection because of what the broker does or fails to do.
public final class BrokerFault extends IOException {

    private static final long serialVersionUID = 1L;

    public BrokerFault(String message) {
        super(message);
    }
}

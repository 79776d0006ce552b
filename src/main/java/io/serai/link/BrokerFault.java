package io.serai.link;

import java.io.IOException;

/// We end a connection because of what the broker does or fails to do.
final class BrokerFault extends IOException {

    private static final long serialVersionUID = 1L;

    BrokerFault(String message) {
        super(message);
    }
}

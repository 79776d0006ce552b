package io.serai.browser;

import io.serai.acceptance.RunningGateway;
import io.serai.acceptance.RunningGateway.RouteEdit;

import java.nio.file.Path;

/// A packaged gateway and a browser in front of it.
record Visit(RunningGateway gateway, Browser browser) implements AutoCloseable {

    /// Opens both; the test ends where there is no browser.
    ///
    /// @param edits of the shipped routes
    static Visit begin(Path folder, RouteEdit... edits) {
        Browser browser = Browser.open();
        try {
            return new Visit(RunningGateway.start(folder, edits), browser);
        } catch (RuntimeException | Error e) {
            browser.close();
            throw e;
        }
    }

    @Override
    public void close() {
        try {
            gateway.close();
        } finally {
            browser.close();
        }
    }
}

package io.serai.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;

import io.serai.acceptance.RunningGateway;
import io.serai.acceptance.RunningGateway.RouteEdit;
import io.serai.testing.OwnFolder;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// A packaged gateway and a browser in front of it, for the tests of one class; in none of them may a page
/// complain. The tests end where there is no browser.
final class Visit implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {

    private final RouteEdit[] edits;
    private @Nullable Browser browser;
    private @Nullable OwnFolder folder;
    private @Nullable RunningGateway gateway;

    /// @param edits of the shipped routes
    Visit(RouteEdit... edits) {
        this.edits = edits;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        browser = Browser.open();
        folder = OwnFolder.make();
        gateway = RunningGateway.start(folder.path(), edits, "--www.dir=" + www());
    }

    RunningGateway gateway() {
        return Objects.requireNonNull(gateway);
    }

    /// Where the gateway looks for the owner's own pages; not there until a test makes it.
    Path www() {
        return Objects.requireNonNull(folder).path().resolve("www");
    }

    /// A page of the console in a tab of a desktop's width.
    ///
    /// @param address what follows `#/`
    Page page(String address) {
        return tab("#/" + address);
    }

    /// A page of the console in a tab of another size.
    Page page(String address, int width, int height, ColorScheme colours) {
        return browser().tab(url("#/" + address), width, height, colours);
    }

    /// Any page of the gateway in a tab of a desktop's width.
    Page tab(String path) {
        return browser().tab(url(path));
    }

    private String url(String path) {
        return "http://127.0.0.1:%d/%s".formatted(gateway().httpPort(), path);
    }

    /// See [Browser#complaints].
    List<String> complaints() {
        return browser().complaints();
    }

    private Browser browser() {
        return Objects.requireNonNull(browser);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertThat(complaints()).isEmpty();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        try (var _ = folder;
                var _ = browser;
                var _ = gateway) {
            // They go in this order: the gateway, the browser, the folder.
        }
    }
}

package io.serai.browser;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;

import io.serai.testing.Programs;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// Chromium, without a window, as a person uses it. Confined to the thread that opens it.
final class Browser implements AutoCloseable {

    /// What a person waits for before giving up, on a machine that runs other tests too.
    private static final double PATIENCE_MS = 20_000;

    private static final List<String> WCAG =
            List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;
    private final List<String> complaints = new CopyOnWriteArrayList<>();

    private Browser(Playwright playwright, com.microsoft.playwright.Browser chromium) {
        this.playwright = playwright;
        this.chromium = chromium;
    }

    /// Opens it; the test ends where Chromium is not installed.
    static Browser open() {
        Path program = Programs.require("chromium");
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        Playwright playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        var chromium =
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(program)
                                        .setArgs(List.of("--no-sandbox", "--disable-gpu")));
        return new Browser(playwright, chromium);
    }

    /// A tab of a desktop's width.
    Page tab(String url) {
        return tab(url, 1280, 800, ColorScheme.LIGHT);
    }

    /// A tab of a person of their own: nothing is shared with other tabs.
    Page tab(String url, int width, int height, ColorScheme colours) {
        BrowserContext person =
                chromium.newContext(
                        new com.microsoft.playwright.Browser.NewContextOptions()
                                .setViewportSize(width, height)
                                .setColorScheme(colours)
                                .setReducedMotion(ReducedMotion.NO_PREFERENCE)
                                .setAcceptDownloads(true));
        person.setDefaultTimeout(PATIENCE_MS);
        Page page = person.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                complaints.add(message.text() + " at " + message.location());
            }
        });
        page.onPageError(complaints::add);
        page.navigate(url);
        return page;
    }

    /// What pages wrote to the browser's console as an error since the last call: failed scripts, refused
    /// content, requests that failed.
    List<String> complaints() {
        List<String> told = List.copyOf(complaints);
        complaints.clear();
        return told;
    }

    /// What of the page keeps people out, by WCAG 2.2 AA; empty when nothing does.
    static List<String> barriers(Page page) {
        List<String> found = new ArrayList<>();
        for (Rule rule : new AxeBuilder(page).withTags(WCAG).analyze().getViolations()) {
            rule.getNodes()
                    .forEach(node ->
                            found.add(
                                    "%s: %s: %s"
                                            .formatted(
                                                    rule.getId(), rule.getHelp(), node.getHtml())));
        }
        return found;
    }

    /// Takes a picture of what is seen, into `target/screenshots`.
    static void shoot(Page page, String name) {
        Path picture = Path.of("target", "screenshots", name + ".png");
        page.screenshot(new Page.ScreenshotOptions().setPath(picture));
    }

    /// What has exactly this name.
    static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name).setExact(true);
    }

    /// What has this text in it.
    static Locator.FilterOptions having(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }

    static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, named(name));
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}

package io.serai.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;

import io.serai.acceptance.RunningGateway.RouteEdit;
import io.serai.testing.Machine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Pattern;

/// The page Edit: a text is checked, drawn, tested and deployed as it was typed, and gone back to.
@ResourceLock(Machine.PROCESSORS)
class EditPageIT {

    private static final String DUSK =
            """
            # On when it is dark.\r
            - route:\r
                id: dusk\r
                from:
                  uri: paho:dusk/telemetry\r
                  steps:\r
                    - unmarshal:\r
                        json: {}\r
                    - to:\r
                        uri: threshold:dark\r
                        parameters:\r
                          field: light\r
                          below: 300 # the limit\r
                    - to: paho:dusk/commands\
            """;

    private static final int LIMIT_LINE = 13;

    @RegisterExtension
    private static final Visit VISIT =
            new Visit(
                    RouteEdit.add("dusk.camel.yaml", DUSK),
                    RouteEdit.add("dawn.camel.yaml", DUSK.replace("dusk", "dawn")),
                    RouteEdit.add("noon.camel.yaml", DUSK.replace("dusk", "noon")));

    @Test
    void aMistypedLimitIsToldWhileTypingAndTheRightOneRunsAsItWasTypedUntilItIsRolledBack()
            throws IOException {
        Path file = VISIT.gateway().routes().resolve("dusk.camel.yaml");
        Page page = edit("dusk.camel.yaml", LIMIT_LINE);

        changeLimit(page, "30x");

        assertThat(page.getByText("below must be a number")).isVisible();
        assertThat(button(page, "threshold dark")).isVisible();
        Browser.shoot(page, "edit-problem");
        assertThat(Files.readString(file)).isEqualTo(DUSK);

        changeLimit(page, "400");
        assertThat(page.getByText("✓ no problems")).isVisible();
        button(page, "Changes").click();
        assertThat(page.getByText("1 added, 1 removed")).isVisible();
        button(page, "Deploy").click();

        assertThat(page.getByText("Deployed: this text runs now.")).isVisible();
        assertThat(page.getByText("running, version 2")).isVisible();
        assertThat(Files.readString(file)).isEqualTo(DUSK.replace("300", "400"));

        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("History")).click();
        button(page, "Roll back to version 1").click();
        button(page, "Roll back to 1").click();

        assertThat(page.getByText("running, version 3")).isVisible();
        assertThat(line(page, "below: 300 # the limit")).isVisible();
        assertThat(Files.readString(file)).isEqualTo(DUSK);
    }

    @Test
    void theTextAndItsPictureFollowEachOther() {
        Page page = edit("dawn.camel.yaml", LIMIT_LINE);

        assertThat(lit(page)).hasAccessibleName(Pattern.compile("^threshold dark.*"));
        button(page, "paho dawn.commands").click();

        assertThat(lit(page)).hasAccessibleName(Pattern.compile("^paho dawn/commands.*"));
        assertThat(page.locator(".cm-activeLine"))
                .hasText(Pattern.compile("- to: paho:dawn/commands"));
    }

    @Test
    void whatIsOfferedAndInsertedFitsThePlace() {
        Page page = edit("dawn.camel.yaml", LIMIT_LINE);
        page.keyboard().press("End");
        page.keyboard().press("Enter");
        page.keyboard().type("em");
        offered(page).first().click();
        page.keyboard().type("ch");
        offered(page).first().click();

        assertThat(line(page, "emit: change")).isVisible();
        page.getByRole(AriaRole.TAB, new Page.GetByRoleOptions().setName("Palette")).click();
        page.getByLabel("Search the palette").fill("set body");
        button(page, "Set Body").click();
        button(page, "Insert at the cursor").click();

        assertThat(line(page, "        - setBody:")).isVisible();
        assertThat(page.getByText("✓ no problems")).isVisible();
    }

    @Test
    void whatIsTypedOutlivesAReloadAndTheChangeOfAnotherIsNotWrittenOver() throws IOException {
        Path file = VISIT.gateway().routes().resolve("noon.camel.yaml");
        Page page = edit("noon.camel.yaml", LIMIT_LINE);
        changeLimit(page, "500");
        page.onceDialog(dialog -> dialog.accept());
        page.reload();
        assertThat(line(page, "below: 500")).isVisible();

        String theirs = DUSK.replace("dusk", "noon").replace("300", "200");
        Files.writeString(file, theirs);

        assertThat(page.getByText("Somebody changed this file")).isVisible();
        assertThat(button(page, "Deploy")).isDisabled();
        button(page, "Take theirs").click();
        assertThat(line(page, "below: 200")).isVisible();
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(Files.readString(file)).isEqualTo(theirs));
    }

    @Test
    void nobodyIsKeptOut() {
        for (ColorScheme colours : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
            Page wide = VISIT.page(address("dawn.camel.yaml", LIMIT_LINE), 1280, 800, colours);
            assertThat(wide.getByText("✓ no problems")).isVisible();
            assertThat(Browser.barriers(wide)).isEmpty();
            Browser.shoot(wide, "edit-" + colours.name().toLowerCase(Locale.ROOT));
        }
        Page phone =
                VISIT.page(address("dawn.camel.yaml", LIMIT_LINE), 360, 780, ColorScheme.LIGHT);
        assertThat(phone.getByText("✓ no problems")).isVisible();
        assertThat(Browser.barriers(phone)).isEmpty();
        assertThat(phone.evaluate("document.documentElement.scrollWidth")).isEqualTo(360);
    }

    private static Page edit(String file, int line) {
        Page page = VISIT.page(address(file, line));
        assertThat(page.getByText("✓ no problems")).isVisible();
        return page;
    }

    private static String address(String file, int line) {
        return "edit/%s?line=%d".formatted(file, line);
    }

    /// Types another limit in place of the one there is; the cursor is at the beginning of its line.
    private static void changeLimit(Page page, String limit) {
        line(page, "below: ").click();
        page.keyboard().press("Home");
        page.keyboard().press("Shift+End");
        page.keyboard().insertText("below: " + limit + " # the limit");
    }

    private static Locator line(Page page, String text) {
        return page.locator(".cm-line", new Page.LocatorOptions().setHasText(text));
    }

    private static Locator offered(Page page) {
        return page.getByRole(AriaRole.LISTBOX).getByRole(AriaRole.OPTION);
    }

    private static Locator lit(Page page) {
        return page.locator("g[aria-current]");
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(Pattern.compile("^" + name)));
    }
}

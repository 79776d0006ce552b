package io.serai.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

import io.serai.acceptance.RunningGateway.RouteEdit;
import io.serai.testing.Machine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What is typed on the page Edit is lost neither between tabs nor to a gateway that was restarted, and is
/// deployed with its tests.
@ResourceLock(Machine.PROCESSORS)
class EditTabsIT {

    private static final String DUSK =
            """
            - route:
                id: dusk
                from:
                  uri: paho:dusk/telemetry
                  steps:
                    - to:
                        uri: threshold:dark
                        parameters:
                          below: 300
                    - to: paho:dusk/commands
            """;

    @RegisterExtension
    private static final Visit VISIT =
            new Visit(
                    RouteEdit.add("dusk.camel.yaml", DUSK),
                    RouteEdit.add("dawn.camel.yaml", DUSK.replace("dusk", "dawn")),
                    RouteEdit.add("noon.camel.yaml", DUSK.replace("dusk", "noon")));

    @Test
    void anOpenPageGoesOnWhenTheGatewayWasRestarted() throws IOException {
        Page page = edit(VISIT.page("edit/dusk.camel.yaml"));
        VISIT.gateway().stop();
        VISIT.gateway().start();

        changeLimit(page, "400");
        assertThat(page.getByText("✓ no problems")).isVisible();
        button(page, "Deploy").click();

        assertThat(page.getByText("Deployed: this text runs now.")).isVisible();
        assertThat(Files.readString(VISIT.gateway().routes().resolve("dusk.camel.yaml")))
                .contains("below: 400");
        assertThat(VISIT.complaints())
                .as("while the gateway was away, and one answer to the old key")
                .allMatch(each -> each.contains("/api/"));
    }

    @Test
    void aNewFlowIsDeployedTogetherWithItsUnsavedTestsWhenTheyPass() {
        Path routes = VISIT.gateway().routes();
        Page page = VISIT.page("edit");
        button(page, "New flow or file").click();
        page.getByLabel("Name").fill("stairs");
        page.getByLabel("On and off from a number").check();
        button(page, "Begin").click();
        assertThat(page.getByText("✓ no problems")).isVisible();

        changeLimit(page, "299");
        assertThat(page.getByText("✓ no problems")).isVisible();
        button(page, "Deploy").click();

        assertThat(page.getByText("Nothing was deployed.")).isVisible();
        assertThat(routes.resolve("stairs.camel.yaml")).doesNotExist();
        assertThat(VISIT.complaints()).hasSize(1).allMatch(each -> each.contains("409"));

        changeLimit(page, "300");
        assertThat(page.getByText("✓ no problems")).isVisible();
        button(page, "Deploy").click();

        assertThat(page.getByText("stairs.test.yaml was saved with it; its tests passed."))
                .isVisible();
        assertThat(page.getByText("running, version 1")).isVisible();
        assertThat(routes.resolve("stairs.test.yaml")).exists();
        assertThat(page.evaluate("JSON.stringify(localStorage)").toString())
                .doesNotContain("stairs.test.yaml");
    }

    @Test
    void whatTwoTabsTypeInOneFileIsReachedFromBoth() {
        Page one = edit(VISIT.page("edit/dawn.camel.yaml"));
        Page other = edit(another(one, "edit/dawn.camel.yaml"));
        changeLimit(one, "111");
        changeLimit(other, "222");

        assertThat(one.getByText("Another tab has this file with other unsaved text.")).isVisible();
        reload(one);
        reload(other);
        assertThat(line(one, "below: 111")).isVisible();
        assertThat(line(other, "below: 222")).isVisible();

        close(one);
        assertThat(other.getByText("A tab that is closed has left other unsaved text")).isVisible();
        button(other, "Edit that text here").click();
        assertThat(line(other, "below: 111")).isVisible();
        button(other, "Edit that text here").click();
        assertThat(line(other, "below: 222")).isVisible();
        button(other, "Look at the difference").click();
        assertThat(other.getByText("1 added, 1 removed")).isVisible();
        button(other, "Throw that text away").click();
        assertThat(other.getByText("A tab that is closed has left other unsaved text")).isHidden();
        assertThat(line(other, "below: 222")).isVisible();
    }

    @Test
    void whatAClosedTabHasLeftIsThereInTheNextOne() {
        Page one = edit(VISIT.page("edit/noon.camel.yaml"));
        Page keeps = another(one, "flows");
        changeLimit(one, "333");
        close(one);

        Page next = another(keeps, "edit/noon.camel.yaml");

        assertThat(line(next, "below: 333")).isVisible();
        assertThat(next.getByText("A tab that is closed has left")).isHidden();
    }

    private static Page edit(Page page) {
        assertThat(page.getByText("✓ no problems")).isVisible();
        return page;
    }

    /// Another tab of the same browser.
    private static Page another(Page page, String address) {
        Page other = page.context().newPage();
        other.navigate("http://127.0.0.1:%d/#/%s".formatted(VISIT.gateway().httpPort(), address));
        return other;
    }

    private static void reload(Page page) {
        page.onceDialog(dialog -> dialog.accept());
        page.reload();
        edit(page);
    }

    private static void close(Page page) {
        page.close(); // no dialog: without asking
    }

    private static void changeLimit(Page page, String limit) {
        line(page, "below: ").click();
        page.keyboard().press("Home");
        page.keyboard().press("Shift+End");
        page.keyboard().insertText("below: " + limit);
    }

    private static Locator line(Page page, String text) {
        return page.locator(".cm-line", new Page.LocatorOptions().setHasText(text));
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(AriaRole.BUTTON, Browser.named(name));
    }
}

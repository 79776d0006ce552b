package io.serai.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static io.serai.browser.Browser.button;
import static io.serai.browser.Browser.having;
import static io.serai.browser.Browser.named;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;

import io.serai.acceptance.MqttProbe;
import io.serai.testing.Machine;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.util.regex.Pattern;

/// The pages Flows and Debug with the shipped house.
@ResourceLock(Machine.PROCESSORS)
class FlowsPageIT {

    /// How many colours a picture has, of one point in each 20.
    private static final String COLOURS =
            """
            canvas => {
              const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
              const found = new Set();
              for (let at = 0; at < data.length; at += 80) {
                found.add(data[at] + ',' + data[at + 1] + ',' + data[at + 2]);
              }
              return found.size;
            }
            """;

    private static final Pattern SOME = Pattern.compile("[1-9].*");

    @RegisterExtension private static final Visit VISIT = new Visit();

    @Test
    void aFlowIsFoundDrawnAndSeenToWork() {
        Page page = VISIT.page("flows");
        Locator search = page.getByRole(AriaRole.SEARCHBOX);
        search.fill("nightl");
        search.press("Enter");

        assertThat(heading(page, "nightlight")).isVisible();
        Locator steps = page.getByRole(AriaRole.REGION, named("Steps of nightlight"));
        Locator source = steps.getByRole(AriaRole.ROW).filter(having("paho +/telemetry"));
        assertThat(source.getByRole(AriaRole.CELL).nth(1)).hasText(SOME);
        Assertions.assertThat((int) page.locator("canvas.base").evaluate(COLOURS)).isGreaterThan(8);

        source.getByRole(AriaRole.BUTTON).click();

        Locator chosen = page.getByTestId("node-panel");
        assertThat(chosen).containsText("+/telemetry");
        assertThat(chosen.getByLabel("Last value")).containsText("light");
        assertThat(
                        chosen.getByRole(
                                AriaRole.LINK,
                                new Locator.GetByRoleOptions().setName("Edit at line 10")))
                .hasAttribute("href", "#/edit/nightlight.camel.yaml?line=10");
        Assertions.assertThat(Browser.barriers(page)).isEmpty();
        Browser.shoot(page, "flows");
    }

    @Test
    void theKeyboardWalksThroughThePicture() {
        Page page = VISIT.page("flows/lamp");
        assertThat(heading(page, "lamp")).isVisible();
        page.locator("canvas.base").focus();
        page.keyboard().press("ArrowRight");
        page.keyboard().press("ArrowRight");
        page.keyboard().press("Enter");

        assertThat(page.getByTestId("node-panel")).containsText("device office-lamp");
    }

    @Test
    void aFlowIsStoppedAndStartedAgain() {
        Page page = VISIT.page("flows/climate");
        button(page, "Stop").click();
        assertThat(page.getByText("■ stopped")).isVisible();
        assertThat(page.getByTestId("flow-climate")).containsText("stopped");

        button(page, "Start").click();

        assertThat(page.getByText("● running")).isVisible();
        assertThat(button(page, "Restart")).isEnabled();
    }

    @Test
    void aMessageIsTappedAndFollowedThroughItsRunToTheReasonOfIt() {
        Page hand = VISIT.page("dashboard/nightlight");
        hand.getByRole(AriaRole.SLIDER, named("Virtual light")).fill("100");
        assertThat(hand.locator("[data-widget=nightlight-led]").getByTestId("value")).hasText("on");

        Page page = VISIT.page("debug?flow=nightlight&node=nightlight:2");
        page.getByRole(AriaRole.LISTBOX, named("Messages"))
                .getByRole(AriaRole.OPTION)
                .first()
                .click();
        Locator message = page.getByRole(AriaRole.REGION, named("The chosen message"));
        assertThat(message).containsText("\"light\"");
        Assertions.assertThat(Browser.barriers(page)).isEmpty();

        message.getByText("The run it belongs to").click();

        Locator steps = page.getByRole(AriaRole.LIST, named("Steps of the run"));
        assertThat(steps).containsText("CamelPahoOverrideTopic = home/commands");
        assertThat(steps).containsText("held");
        steps.getByRole(AriaRole.BUTTON).filter(having("set body")).click();
        assertThat(steps.getByLabel("Change of the body")).containsText("led_on");
        Assertions.assertThat(Browser.barriers(page)).isEmpty();
        Locator runs = page.getByRole(AriaRole.REGION, named("Runs"));
        assertThat(runs.getByRole(AriaRole.LINK).filter(having("done")).first()).isVisible();
        Browser.shoot(page, "debug-run");

        page.getByText("Why, at that moment?").click();

        assertThat(page.getByTestId("why")).containsText("threshold \"dark\"");
        Assertions.assertThat(Browser.barriers(page)).isEmpty();
    }

    @Test
    void whatAThresholdKeepsIsSeenAndCleared() throws Exception {
        try (var sensor = MqttProbe.connect(VISIT.gateway().brokerPort(), "level")) {
            Page page = VISIT.page("flows/tank");
            assertThat(page.getByText("Its steps keep nothing.")).isVisible();
            sensor.publish("tank/level", "20", 1, false);

            Locator state = page.getByRole(AriaRole.REGION, named("State of tank"));
            Locator level = state.getByRole(AriaRole.ROW).filter(having("tank/level"));
            assertThat(level).containsText("fill");
            assertThat(level).containsText("\"ON\"");
            Assertions.assertThat(Browser.barriers(page)).isEmpty();

            page.onceDialog(dialog -> dialog.dismiss());
            button(page, "Clear fill tank/level").click();
            assertThat(level).isVisible();
            page.onceDialog(dialog -> dialog.accept());
            button(page, "Clear fill tank/level").click();
            assertThat(page.getByText("1 state cleared.")).isVisible();
            assertThat(page.getByText("Its steps keep nothing.")).isVisible();

            sensor.publish("tank/level", "100", 1, false);
            assertThat(level).containsText("\"OFF\"");
            page.onceDialog(dialog -> dialog.accept());
            button(page, "Clear all").click();
            assertThat(page.getByText("Its steps keep nothing.")).isVisible();
        }
    }

    @Test
    void aMessageIsPutIntoAFlowByHand() {
        Page page = VISIT.page("debug?flow=nightlight&node=nightlight:0");
        page.getByRole(AriaRole.LISTBOX, named("Messages"))
                .getByRole(AriaRole.OPTION)
                .first()
                .click();
        page.getByText("Send it again").click();
        page.getByLabel("put into nightlight").check();
        page.getByLabel("Body", new Page.GetByLabelOptions().setExact(true))
                .fill("{\"light\": 7.25}");
        button(page, "Send").click();

        assertThat(page.getByText("It went through the route.")).isVisible();
        page.getByLabel("Filter messages").fill("7.25");
        assertThat(page.getByRole(AriaRole.OPTION).filter(having("7.25")).first()).isVisible();
    }

    @Test
    void aNarrowScreenInTheDarkKeepsNobodyOut() {
        Page page = VISIT.page("flows/nightlight", 360, 740, ColorScheme.DARK);
        assertThat(heading(page, "nightlight")).isVisible();

        Assertions.assertThat(Browser.barriers(page)).isEmpty();
        Assertions.assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                .isEqualTo(360);
        Browser.shoot(page, "flows-phone");
    }

    private static Locator heading(Page page, String text) {
        return page.getByRole(AriaRole.HEADING, named(text).setLevel(2));
    }
}

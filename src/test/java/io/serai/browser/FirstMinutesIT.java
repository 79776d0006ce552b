package io.serai.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static io.serai.browser.Browser.button;
import static io.serai.browser.Browser.having;
import static io.serai.browser.Browser.named;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;

import io.serai.testing.Machine;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/// The first minutes of a new owner: the shipped nightlight is watched, tried, changed, understood and taken back
/// without leaving the browser.
@ResourceLock(Machine.PROCESSORS)
class FirstMinutesIT {

    private static final Pattern SOME = Pattern.compile("[1-9].*");

    /// Where the limit stands in `nightlight.camel.yaml`.
    private static final int LIMIT_LINE = 21;

    @RegisterExtension private static final Visit VISIT = new Visit();

    @Test
    void theNightlightIsWatchedTriedChangedUnderstoodAndTakenBack() throws IOException {
        Path file = VISIT.gateway().routes().resolve("nightlight.camel.yaml");
        String shipped = Files.readString(file);
        Page house = VISIT.tab("");
        Page hand = VISIT.page("dashboard/nightlight");

        itIsSeenToWork(house, hand);
        itAnswersTheLight(house, hand);
        setLight(hand, 350);
        aMistypedLimitIsTold(house);
        assertThat(led(hand)).hasText("off");
        theRightLimitIsDeployed(house);
        Assertions.assertThat(Files.readString(file))
                .isEqualTo(shipped.replace("below: 300\n", "below: 400\n"));
        itSwitchesAtTheNewLimitAndSaysWhy(house, hand);
        theOldLimitComesBack(house, hand);

        Assertions.assertThat(Files.readString(file)).isEqualTo(shipped);
    }

    private static void itIsSeenToWork(Page house, Page hand) {
        setLight(hand, 900);
        house.getByTestId("flow-nightlight").click();
        Locator steps = house.getByRole(AriaRole.REGION, named("Steps of nightlight"));
        Locator source = steps.getByRole(AriaRole.ROW).filter(having("paho +/telemetry"));
        Locator count = source.getByRole(AriaRole.CELL).nth(1);
        assertThat(count).hasText(SOME);
        String seen = count.innerText();
        assertThat(count).not().hasText(seen);

        steps.getByRole(AriaRole.BUTTON).filter(having("set body")).first().click();

        assertThat(house.getByTestId("node-panel").getByLabel("Last value")).containsText("led_on");
        Browser.shoot(house, "first-1-watched");
    }

    private static void itAnswersTheLight(Page house, Page hand) {
        Locator value = house.getByTestId("node-panel").getByLabel("Last value");
        assertThat(value).hasText("{\"led_on\": false}");
        assertThat(led(hand)).hasText("off");

        setLight(hand, 250);

        assertThat(led(hand)).hasText("on");
        assertThat(value).hasText("{\"led_on\": true}");
        Browser.shoot(hand, "first-2-tried");
    }

    private static void aMistypedLimitIsTold(Page house) {
        go(house, "edit/nightlight.camel.yaml?line=" + LIMIT_LINE);
        assertThat(house.getByText("✓ no problems")).isVisible();

        changeLimit(house, "abc");

        Locator problem =
                house.getByRole(AriaRole.LIST, named("Problems")).getByRole(AriaRole.LISTITEM);
        assertThat(problem).containsText("below must be a number");
        assertThat(problem.getByRole(AriaRole.BUTTON)).hasText("line " + LIMIT_LINE);
        assertThat(house.locator(".cm-lint-marker-error")).hasCount(1);
        Browser.shoot(house, "first-3-mistyped");
    }

    private static void theRightLimitIsDeployed(Page house) {
        changeLimit(house, "400");
        assertThat(house.getByText("✓ no problems")).isVisible();
        button(house, "Run tests").click();
        assertThat(house.getByText("4 passed, 0 failed")).isVisible();
        button(house, "Deploy").click();

        assertThat(house.getByText("Deployed: this text runs now.")).isVisible();
        assertThat(house.getByText("running, version 2")).isVisible();
        Browser.shoot(house, "first-4-deployed");
    }

    private static void itSwitchesAtTheNewLimitAndSaysWhy(Page house, Page hand) {
        assertThat(led(hand)).hasText("on");

        go(house, "flows/nightlight");
        house.getByText("Why?").click();

        Locator why = house.getByTestId("why");
        assertThat(why.getByText(Pattern.compile("350.*400|400.*350"))).isVisible();
        Browser.shoot(house, "first-5-why");
    }

    private static void theOldLimitComesBack(Page house, Page hand) {
        go(house, "edit/nightlight.camel.yaml?line=" + LIMIT_LINE);
        house.getByRole(AriaRole.TAB, named("History")).click();
        button(house, "Roll back to version 1").click();
        button(house, "Roll back to 1").click();

        assertThat(house.getByText("running, version 3")).isVisible();
        assertThat(limit(house)).hasText(Pattern.compile("below: 300"));
        assertThat(led(hand)).hasText("off");
        assertThat(slider(hand)).hasValue("350");
        Browser.shoot(house, "first-6-taken-back");
    }

    private static void setLight(Page hand, int light) {
        slider(hand).fill(Integer.toString(light));
    }

    private static Locator slider(Page hand) {
        return hand.getByRole(AriaRole.SLIDER, named("Virtual light"));
    }

    /// What the lamp of the dashboard says of the LED.
    private static Locator led(Page hand) {
        return hand.locator("[data-widget=nightlight-led]").getByTestId("value");
    }

    private static void changeLimit(Page page, String limit) {
        limit(page).click();
        page.keyboard().press("Home");
        page.keyboard().press("Shift+End");
        page.keyboard().insertText("below: " + limit);
    }

    private static Locator limit(Page page) {
        return page.locator(".cm-line", new Page.LocatorOptions().setHasText("below: "));
    }

    private static void go(Page page, String address) {
        page.evaluate("address => { location.hash = address; }", "#/" + address);
    }
}

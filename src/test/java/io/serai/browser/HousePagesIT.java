package io.serai.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static io.serai.browser.Browser.button;
import static io.serai.browser.Browser.having;
import static io.serai.browser.Browser.named;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;

import io.serai.testing.Machine;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.util.List;

/// The pages Dashboard, History, Devices, MQTT and System with the shipped house.
@ResourceLock(Machine.PROCESSORS)
class HousePagesIT {

    @RegisterExtension private static final Visit VISIT = new Visit();

    @Test
    void aSimulatedSensorIsSetByHandAndTheLedFollows() {
        Page page = VISIT.page("devices");
        Locator slider = slider(page, "nightlight-light");

        slider.fill("900");
        assertThat(device(page, "nightlight-led").getByTestId("value")).hasText("off");
        slider.fill("100");

        assertThat(device(page, "nightlight-light").getByTestId("value")).containsText("100");
        assertThat(device(page, "nightlight-led").getByTestId("value")).hasText("on");
        show(page, "devices");

        Locator back = button(page, "Back to the generator: nightlight-light");
        back.click();
        assertThat(back).hasCount(0);
    }

    @Test
    void theSlidersOfTwoPagesFollowEachOther() {
        Page one = VISIT.page("dashboard/led");
        Page two = VISIT.page("dashboard/led");

        slider(one, "Level").fill("37");

        assertThat(slider(two, "Level")).hasValue("37");
        slider(two, "Level").fill("64");
        assertThat(slider(one, "Level")).hasValue("64");

        one.reload();

        assertThat(slider(one, "Level")).hasValue("64");
    }

    @Test
    void aSwitchShowsWhatOthersSay() {
        Page one = VISIT.page("dashboard/office");
        Page two = VISIT.page("dashboard/office");
        Locator lamp = one.getByRole(AriaRole.SWITCH);

        lamp.click();

        assertThat(two.getByRole(AriaRole.SWITCH)).isChecked();
        assertThat(two.locator("[data-widget=office-lamp-as-it-is]").getByTestId("value"))
                .hasText("on");
        two.getByRole(AriaRole.SWITCH).click();
        assertThat(lamp).not().isChecked();
        show(one, "dashboard");
    }

    @Test
    void aPublishedMessageIsFoundInTheTree() {
        Page page = VISIT.page("mqtt");
        assertThat(page.getByRole(AriaRole.TREEITEM).first()).isVisible(); // it listens
        page.getByLabel("Topic", new Page.GetByLabelOptions().setExact(true)).fill("attic/window");
        page.getByLabel("Message", new Page.GetByLabelOptions().setExact(true))
                .fill("{\"open\":true}");
        page.getByRole(AriaRole.BUTTON, named("Publish")).click();

        page.getByRole(AriaRole.TREEITEM).filter(having("window")).click();

        assertThat(page.getByTestId("payload")).hasText("{\n  \"open\": true\n}");
        show(page, "mqtt");
    }

    @Test
    void recordedSeriesAreChosenAndReadAsATable() {
        Page page = VISIT.page("history?range=1h");
        page.getByRole(AriaRole.CHECKBOX).and(page.getByLabel("device/nightlight-light")).check();

        assertThat(page.locator("serai-lines canvas").first()).isVisible();
        page.getByText("As a table").click();

        assertThat(page.locator("serai-recorded-table")).containsText("nightlight-light");
        assertThat(page.getByRole(AriaRole.REGION, named("What fires next")))
                .containsText("nightlight");
        show(page, "history");
    }

    @Test
    void theGatewayTellsHowItIsAndHowItIsSet() {
        Page page = VISIT.page("system");
        assertThat(page.getByText("every part works")).isVisible();
        assertThat(page.getByRole(AriaRole.LOG)).containsText("starts in");

        page.getByLabel("Search in the settings").fill("broker.port");

        assertThat(page.getByRole(AriaRole.REGION, named("Settings in effect")))
                .containsText("broker.port");
        show(page, "system");
    }

    @Test
    void aNarrowScreenInTheDarkKeepsNobodyOut() {
        for (String each : List.of("dashboard/tank", "history", "devices", "mqtt", "system")) {
            Page page = VISIT.page(each, 360, 740, ColorScheme.DARK);
            assertThat(page.getByRole(AriaRole.HEADING).nth(1)).isVisible();
            Assertions.assertThat(Browser.barriers(page)).as(each).isEmpty();
            Assertions.assertThat((int) page.evaluate("document.documentElement.scrollWidth"))
                    .as(each)
                    .isLessThanOrEqualTo(360);
            page.close();
        }
    }

    private static void show(Page page, String name) {
        // Half a target below the header would count as a small one.
        page.evaluate("scrollTo(0, 0)");
        Assertions.assertThat(Browser.barriers(page)).isEmpty();
        Browser.shoot(page, name);
    }

    private static Locator device(Page page, String id) {
        return page.locator("#device-" + id);
    }

    private static Locator slider(Page page, String name) {
        return page.getByRole(
                AriaRole.SLIDER, new Page.GetByRoleOptions().setName(name).setExact(true));
    }
}

package io.serai.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;

import io.serai.acceptance.RunningGateway;
import io.serai.testing.Machine;

import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.nio.file.Path;
import java.util.List;

/// The pages Dashboard, History, Devices, MQTT and System with the shipped house.
@ResourceLock(Machine.PROCESSORS)
class HousePagesIT {

    @TempDir private static Path folder;
    private static Visit visit;
    private static RunningGateway gateway;
    private static Browser browser;

    @BeforeAll
    static void open() {
        visit = Visit.begin(folder);
        gateway = visit.gateway();
        browser = visit.browser();
    }

    @AfterAll
    static void close() {
        if (visit != null) {
            visit.close();
        }
    }

    @AfterEach
    void nothingFailedInThePage() {
        Assertions.assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void aSimulatedSensorIsSetByHandAndTheLedFollows() {
        Page page = page("devices");
        Locator slider = slider(page, "nightlight-light");

        slider.fill("900");
        assertThat(device(page, "nightlight-led").getByTestId("value")).hasText("off");
        slider.fill("100");

        assertThat(device(page, "nightlight-light").getByTestId("value")).containsText("100");
        assertThat(device(page, "nightlight-led").getByTestId("value")).hasText("on");
        show(page, "devices");
    }

    @Test
    void theSlidersOfTwoPagesFollowEachOther() {
        Page one = page("dashboard/led");
        Page two = page("dashboard/led");

        slider(one, "Level").fill("37");

        assertThat(slider(two, "Level")).hasValue("37");
        slider(two, "Level").fill("64");
        assertThat(slider(one, "Level")).hasValue("64");

        one.reload();

        assertThat(slider(one, "Level")).hasValue("64");
    }

    @Test
    void aSwitchShowsWhatOthersSay() {
        Page one = page("dashboard/office");
        Page two = page("dashboard/office");
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
        Page page = page("mqtt");
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
        Page page = page("history?range=1h");
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
        Page page = page("system");
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
            Page page = browser.tab(url(each), 360, 740, ColorScheme.DARK);
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

    private static Page page(String address) {
        return browser.tab(url(address));
    }

    private static String url(String address) {
        return "http://127.0.0.1:%d/#/%s".formatted(gateway.httpPort(), address);
    }

    private static Locator device(Page page, String id) {
        return page.locator("#device-" + id);
    }

    private static Locator slider(Page page, String name) {
        return page.getByRole(
                AriaRole.SLIDER, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Page.GetByRoleOptions named(String name) {
        return new Page.GetByRoleOptions().setName(name);
    }

    private static Locator.FilterOptions having(String text) {
        return new Locator.FilterOptions().setHasText(text);
    }
}

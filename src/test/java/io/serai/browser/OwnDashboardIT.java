package io.serai.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static io.serai.browser.Browser.named;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;

import io.serai.acceptance.MqttProbe;
import io.serai.acceptance.RunningGateway.RouteEdit;
import io.serai.testing.Machine;

import org.assertj.core.api.Assertions;
import org.eclipse.paho.client.mqttv3.MqttException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The dashboard of a house whose things speak with topics of their own, those of the ESP32 and ESP8266 tutorials:
/// by `dashboard.yaml` and `history.yaml` alone (LM-2 to LM-6), and as these change under the open page.
@ResourceLock(Machine.PROCESSORS)
class OwnDashboardIT {

    private static final String DASHBOARD =
            """
            pages:
              - title: ESP32
                groups:
                  - title: Outputs
                    widgets:
                      - {type: switch, title: Output, topic: esp32/output}
                      - type: switch
                        title: GPIO 2
                        topic: esp32/digital/2
                        on: "1"
                        off: "0"
                        command: {topic: esp32/digital/2, qos: 2}
                  - title: DHT
                    widgets:
                      - {type: text, title: Temperature, topic: esp32/dht/temperature, unit: "°C", decimals: 2}
                      - {type: gauge, title: Humidity, topic: esp32/dht/humidity, unit: "%", decimals: 2}
                      - {type: chart, title: Last hour, series: [esp32/dht/temperature], span: 1h}
              - title: ESP8266
                groups:
                  - title: Room
                    widgets:
                      - {type: switch, title: Lamp, topic: room/lamp}
                      - {type: text, title: Temperature, topic: room/temperature, unit: "°C"}
                      - {type: image, title: Plan, url: /www/plan.svg, alt: The ground floor}
            """;

    private static final String PLAN =
            "<svg xmlns='http://www.w3.org/2000/svg' width='40' height='30'><rect width='40' height='30'/></svg>";

    private static final String HISTORY =
            """
            series:
              - {topic: esp32/dht/+, unit: "°C"}
              - {topic: room/temperature, unit: "°C"}
            """;

    @RegisterExtension
    private static final Visit VISIT =
            new Visit(
                    RouteEdit.add("dashboard.yaml", DASHBOARD),
                    RouteEdit.add("history.yaml", HISTORY));

    private static MqttProbe things;

    @BeforeAll
    static void connect() {
        things = MqttProbe.connect(VISIT.gateway().brokerPort(), "things");
    }

    @AfterAll
    static void disconnect() throws MqttException {
        if (things != null) {
            things.close();
        }
    }

    @Test
    void aSwitchSendsExactlyOneWordAndShowsWhatOthersSay() {
        things.subscribe("esp32/output", "esp32/digital/2", "room/lamp");
        Page page = page("esp32");

        lever(page, "Output").click();
        assertThat(lever(page, "Output")).isChecked();
        lever(page, "GPIO 2").click();
        assertThat(lever(page, "GPIO 2")).isChecked();
        lever(page, "GPIO 2").click();
        assertThat(lever(page, "GPIO 2")).not().isChecked();

        Assertions.assertThat(things.await("esp32/digital/2", 2))
                .extracting(MqttProbe.Received::text, MqttProbe.Received::qos)
                .containsExactly(Assertions.tuple("1", 2), Assertions.tuple("0", 2));
        Assertions.assertThat(things.textsOn("esp32/output")).containsExactly("on");
        things.publish("esp32/output", "off", 0, false);
        assertThat(lever(page, "Output")).not().isChecked();
        things.publish("esp32/digital/2", "1", 2, false);
        assertThat(lever(page, "GPIO 2")).isChecked();

        page.getByRole(AriaRole.LINK, named("ESP8266")).click();
        things.publish("room/lamp", "on", 0, false);
        assertThat(lever(page, "Lamp")).isChecked();
        lever(page, "Lamp").click();
        assertThat(lever(page, "Lamp")).not().isChecked();
        Assertions.assertThat(things.await("room/lamp", 2))
                .extracting(MqttProbe.Received::text)
                .containsExactly("on", "off");
    }

    @Test
    void numbersAreShownAndKeptAsTheyCameAndOtherWordsAreNot() {
        Page page = page("esp32");
        for (String each : List.of("21.50", "nan", "21.75", "21.30")) {
            things.publish("esp32/dht/temperature", each, 1, true);
        }
        things.publish("esp32/dht/humidity", "48.25", 1, true);

        assertThat(value(page, "esp32-temperature")).containsText("21.30");
        assertThat(value(page, "esp32-humidity")).hasText("48.25");
        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() ->
                        Assertions.assertThat(kept("esp32/dht/temperature"))
                                .containsExactly(21.5, 21.75, 21.3));

        page.reload();

        assertThat(value(page, "esp32-temperature")).containsText("21.30");
        assertThat(page.locator("[data-widget=esp32-last-hour] canvas").first()).isVisible();
        Assertions.assertThat(Browser.barriers(page)).isEmpty();
    }

    @Test
    void aPictureBesideThePagesIsShown() throws Exception {
        Files.writeString(Files.createDirectories(VISIT.www()).resolve("plan.svg"), PLAN);

        Locator plan = page("esp8266").getByAltText("The ground floor");

        assertThat(plan).isVisible();
        assertThat(plan).hasJSProperty("naturalWidth", 40);
    }

    @Test
    void anEditIsSeenInTheOpenPageAndABrokenOneIsToldWithItsLine() {
        Page page = page("esp8266");
        assertThat(lever(page, "Lamp")).isVisible();

        VISIT.gateway()
                .edit(RouteEdit.replace("dashboard.yaml", "title: Lamp,", "title: Ceiling lamp,"));
        assertThat(lever(page, "Ceiling lamp")).isVisible();
        VISIT.gateway().edit(RouteEdit.replace("dashboard.yaml", "type: gauge", "type: gauged"));

        Locator told = page.getByRole(AriaRole.ALERT);
        assertThat(told).containsText("dashboard.yaml:16");
        assertThat(told).containsText("gauged");
        assertThat(lever(page, "Ceiling lamp")).isVisible();
        Assertions.assertThat(Browser.barriers(page)).isEmpty();
        Browser.shoot(page, "dashboard-broken");

        VISIT.gateway().edit(RouteEdit.add("dashboard.yaml", DASHBOARD));

        assertThat(lever(page, "Lamp")).isVisible();
        assertThat(told).hasCount(0);
    }

    @Test
    void theConsoleIsAPageThatFitsAPhone() {
        HttpResponse<String> answer = VISIT.gateway().get("/");
        Assertions.assertThat(answer.statusCode()).isEqualTo(200);
        Assertions.assertThat(answer.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> Assertions.assertThat(type).startsWith("text/html"));

        Page phone = VISIT.page("dashboard/esp32", 360, 740, ColorScheme.LIGHT);

        assertThat(lever(phone, "Output")).isVisible();
        Assertions.assertThat((int) phone.evaluate("document.documentElement.scrollWidth"))
                .isEqualTo(360);
        Browser.shoot(phone, "dashboard-phone");
    }

    /// The values of a series, oldest first.
    private static List<Double> kept(String series) throws Exception {
        JsonNode answer =
                new ObjectMapper()
                        .readTree(VISIT.gateway().get("/api/history?series=" + series).body());
        List<Double> values = new ArrayList<>();
        answer.path("series")
                .path(0)
                .path("points")
                .forEach(point -> {
                    if (!point.path(1).isNull()) {
                        values.add(point.path(1).asDouble());
                    }
                });
        return values;
    }

    private static Locator lever(Page page, String name) {
        return page.getByRole(AriaRole.SWITCH, named(name));
    }

    private static Locator value(Page page, String widget) {
        return page.locator("[data-widget=" + widget + "]").getByTestId("value");
    }

    private static Page page(String name) {
        return VISIT.page("dashboard/" + name);
    }
}

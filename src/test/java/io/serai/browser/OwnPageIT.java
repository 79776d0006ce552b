package io.serai.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

import io.serai.testing.Machine;
import io.serai.testing.Programs;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// An owner's own page with a slider, put into `www.dir`: it speaks MQTT to the port it came from (LED-10).
@ResourceLock(Machine.PROCESSORS)
class OwnPageIT {

    private static final Path LIBRARY =
            Path.of("target/mqtt-js/node_modules/mqtt/dist/mqtt.min.js");

    private static final String PAGE =
            """
            <!doctype html>
            <title>Slider</title>
            <script src="mqtt.js"></script>
            <label>Level <input type="range" min="0" max="100" value="0" disabled></label>
            <script>
              const slider = document.querySelector('input');
              const client = mqtt.connect('ws://' + location.host + '/mqtt');
              client.on('connect', () => { client.subscribe('led'); slider.disabled = false; });
              client.on('close', () => { slider.disabled = true; });
              client.on('message', (topic, text) => { slider.value = JSON.parse(text).level; });
              slider.addEventListener('input', () => client.publish(
                'led', JSON.stringify({ level: slider.value }), { qos: 2, retain: true }));
            </script>
            """;

    @RegisterExtension private static final Visit VISIT = new Visit();

    @BeforeAll
    static void putThePageThere() throws IOException {
        Programs.require(Files.exists(LIBRARY), "npm package mqtt in target/mqtt-js");
        Path www = Files.createDirectories(VISIT.www());
        Files.writeString(www.resolve("index.html"), PAGE);
        Files.copy(LIBRARY, www.resolve("mqtt.js"));
    }

    @Test
    void twoPagesAndANewcomerAgreeAndComeBackAfterARestart() {
        Page one = page();
        Page two = page();
        assertThat(slider(one)).isEnabled();
        assertThat(slider(two)).isEnabled();

        slider(one).fill("37");

        assertThat(slider(two)).hasValue("37");
        Page newcomer = page();
        assertThat(slider(newcomer)).hasValue("37");
        assertThat(VISIT.complaints()).isEmpty();

        VISIT.gateway().stop();
        assertThat(slider(two)).isDisabled();
        VISIT.gateway().start();

        assertThat(slider(two)).isEnabled();
        slider(two).fill("64");
        assertThat(slider(one)).hasValue("64");
        assertThat(slider(newcomer)).hasValue("64");
        assertThat(VISIT.complaints()).allMatch(each -> each.contains("WebSocket"));
    }

    private static Page page() {
        return VISIT.tab("www/");
    }

    private static Locator slider(Page page) {
        return page.getByLabel("Level");
    }
}

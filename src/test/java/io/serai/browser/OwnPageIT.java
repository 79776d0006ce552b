package io.serai.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;

import io.serai.acceptance.RunningGateway;
import io.serai.testing.Machine;
import io.serai.testing.Programs;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    @TempDir private static Path folder;
    private static RunningGateway gateway;
    private static Browser browser;

    @BeforeAll
    static void open() throws IOException {
        Programs.require(Files.exists(LIBRARY), "npm package mqtt in target/mqtt-js");
        browser = Browser.open();
        Path www = Files.createDirectories(folder.resolve("www"));
        Files.writeString(www.resolve("index.html"), PAGE);
        Files.copy(LIBRARY, www.resolve("mqtt.js"));
        gateway = RunningGateway.start(folder, "--www.dir=" + www);
    }

    @AfterAll
    static void close() {
        if (gateway != null) {
            gateway.close();
        }
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void twoPagesAndANewcomerAgreeAndComeBackAfterARestart() {
        Page one = page();
        Page two = page();
        assertThat(slider(one)).isEnabled();
        assertThat(slider(two)).isEnabled();

        slider(one).fill("37");

        assertThat(slider(two)).hasValue("37");
        assertThat(slider(page())).hasValue("37");
        assertThat(browser.complaints()).isEmpty();

        gateway.stop();
        assertThat(slider(two)).isDisabled();
        gateway.start();

        assertThat(slider(two)).isEnabled();
        slider(two).fill("64");
        assertThat(slider(one)).hasValue("64");
    }

    private static Page page() {
        return browser.tab("http://127.0.0.1:%d/www/".formatted(gateway.httpPort()));
    }

    private static Locator slider(Page page) {
        return page.getByLabel("Level");
    }
}

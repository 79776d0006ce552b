package io.serai.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;

class WebSocketDoorTest {

    private static final List<String> LISTED = List.of("https://house.example", "app://panel");

    private static boolean admits(boolean loopback, String host, @Nullable String origin) {
        var door =
                new WebSocketDoor(loopback ? "127.0.0.1" : "0.0.0.0", loopback, LISTED, () -> 8080);
        return door.refusal(List.of(host), origin == null ? List.of() : List.of(origin)) == null;
    }

    @ParameterizedTest
    @CsvSource({
        // programs
        "127.0.0.1:8083, , true",
        "localhost:8083, , true",
        "LOCALHOST:8083, , true",
        "127.1.2.3:8083, , true",
        "[::1]:8083, , true",
        "127.0.0.1:8083, http://127.0.0.1:8083, true",
        "127.0.0.1:8083, https://127.0.0.1:8083, true",
        // the gateway's own page
        "127.0.0.1:8083, http://127.0.0.1:8080, true",
        "localhost:8083, http://localhost:8080, true",
        "127.0.0.1:8083, http://localhost:8080, true",
        "127.0.0.1:8080, http://127.0.0.1:8080, true",
        // listed ones, also behind a proxy that hands on their name
        "127.0.0.1:8083, https://house.example, true",
        "127.0.0.1:8083, https://House.Example, true",
        "house.example, https://house.example, true",
        "127.0.0.1:8083, app://panel, true",
        // everybody else
        "127.0.0.1:8083, http://evil.example, false",
        "127.0.0.1:8083, http://house.example, false",
        "127.0.0.1:8083, https://house.example.evil.example, false",
        "127.0.0.1:8083, http://evil.example:8080, false",
        "127.0.0.1:8083, http://127.0.0.1:3000, false",
        "127.0.0.1:8083, https://127.0.0.1:8080, false",
        "127.0.0.1:8083, null, false",
        "127.0.0.1:8083, 'http://127.0.0.1:8080/', false",
        "127.0.0.1:8083, 'http://x@127.0.0.1:8080', false",
        "127.0.0.1:8083, file://, false",
        // names that were turned round
        "evil.example:8083, , false",
        "evil.example:8083, http://evil.example:8080, false",
        "evil.example:8083, http://evil.example:8083, false",
        "127.evil.example:8083, , false",
        "'', , false",
    })
    void loopbackListenerServesThisMachineAndNamedPages(
            String host, @Nullable String origin, boolean admitted) {
        assertThat(admits(true, host, origin)).isEqualTo(admitted);
    }

    @ParameterizedTest
    @CsvSource({
        "gateway:8083, , true",
        "192.168.1.10:8083, , true",
        "192.168.1.10:8083, http://192.168.1.10:8080, true",
        "raspberrypi.local:8083, https://raspberrypi.local:8083, true",
        "192.168.1.10:8083, https://house.example, true",
        "192.168.1.10:8083, http://192.168.1.66:8080, false",
        "192.168.1.10:8083, http://evil.example, false",
        "evil.example:8083, http://evil.example:8080, false",
        "evil.example:8083, http://evil.example:8083, false",
    })
    void openListenerAsksProgramsForNoName(String host, @Nullable String origin, boolean admitted) {
        assertThat(admits(false, host, origin)).isEqualTo(admitted);
    }

    @ParameterizedTest
    @CsvSource({
        "https://house.example, true",
        "http://192.168.1.20:3000, true",
        "capacitor://localhost, true",
        "house.example, false",
        "*, false",
        "https://house.example/, false",
        "https://, false",
    })
    void originIsWhatABrowserSends(String text, boolean is) {
        assertThat(WebSocketDoor.isOrigin(text)).isEqualTo(is);
    }

    @ParameterizedTest
    @CsvSource({"2, 0", "1, 2"})
    void headersThatComeTwiceAreRefused(int hosts, int origins) {
        var door = new WebSocketDoor("127.0.0.1", true, List.of(), () -> 8080);

        assertThat(
                        door.refusal(
                                List.of("127.0.0.1", "127.0.0.1").subList(0, hosts),
                                List.of("http://127.0.0.1:8080", "http://127.0.0.1:8080")
                                        .subList(0, origins)))
                .contains("once");
    }
}

package io.serai.console;

import io.serai.config.ConfigReader;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;

/// Where the gateway's HTTP server listens.
///
/// @param host loopback only, until there are logins
/// @param port 0 picks a free one
/// @param www folder of the owner's own web files; need not be there
public record ConsoleConfig(String host, int port, Path www) {

    /// Reads `http.host` (127.0.0.1), `http.port` (8080) and `www.dir` (www).
    public static ConsoleConfig read(ConfigReader reader) {
        var config =
                new ConsoleConfig(
                        reader.text("http.host", "127.0.0.1"),
                        reader.port("http.port", 8080),
                        reader.path("www.dir", "www"));
        if (!isLoopback(config.host())) {
            reader.reject(
                    "http.host",
                    "is not a loopback address; the page has no logins yet, so it stays on"
                            + " 127.0.0.1 or ::1");
        }
        return config;
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}

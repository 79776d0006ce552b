package io.serai.link.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;

/// Where a broker listens.
///
/// @param path of the WebSocket, with its query; empty without one
public record Address(Scheme scheme, String host, int port, String path) {

    /// How MQTT travels to it.
    public enum Scheme {
        TCP("tcp", "mqtt", 1883, false, false),
        SSL("ssl", "mqtts", 8883, true, false),
        WS("ws", "ws", 80, false, true),
        WSS("wss", "wss", 443, true, true);

        private final String name;
        private final String otherName;
        private final int usualPort;
        private final boolean encrypted;
        private final boolean webSocket;

        Scheme(String name, String otherName, int usualPort, boolean encrypted, boolean webSocket) {
            this.name = name;
            this.otherName = otherName;
            this.usualPort = usualPort;
            this.encrypted = encrypted;
            this.webSocket = webSocket;
        }
    }

    private static final String EXAMPLES =
            "tcp://host:1883, ssl://host:8883, ws://host:8080/mqtt and wss://host:443/mqtt";

    /// What most brokers call their WebSocket.
    private static final String USUAL_PATH = "/mqtt";

    /// Reads `tcp://host:port`, `ssl://`, `ws://` or `wss://`; the port may be left out, and the path of a
    /// WebSocket too.
    ///
    /// @throws IllegalArgumentException says what is wrong and never repeats a password
    static Address parse(String url) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            // The cause quotes the whole text, in which a password may stand.
            throw new IllegalArgumentException(
                    "the broker address is no URL; supported are " + EXAMPLES);
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the broker address holds a user name or password; give them as username and"
                            + " password instead");
        }
        String given = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        Scheme scheme =
                Arrays.stream(Scheme.values())
                        .filter(each -> given.equals(each.name) || given.equals(each.otherName))
                        .findFirst()
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "broker address \"%s\": supported are %s"
                                                .formatted(url, EXAMPLES)));
        String path = uri.getRawPath() == null ? "" : uri.getRawPath();
        if (uri.getHost() == null
                || !(scheme.webSocket || path.isEmpty() || path.equals("/"))
                || uri.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "broker address \"%s\" is not of the form %s://host:port"
                            .formatted(url, scheme.name));
        }
        String host = uri.getHost();
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = uri.getPort() == -1 ? scheme.usualPort : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "broker address \"%s\": the port must be 1 to 65535".formatted(url));
        }
        return new Address(scheme, host, port, scheme.webSocket ? path(uri, path) : "");
    }

    private static String path(URI uri, String path) {
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return (path.isEmpty() ? USUAL_PATH : path) + query;
    }

    public boolean isEncrypted() {
        return scheme.encrypted;
    }

    public boolean isWebSocket() {
        return scheme.webSocket;
    }

    public String hostAndPort() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /// The path without its query, which may hold a token.
    public String publicPath() {
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    /// Never shows a query.
    @Override
    public String toString() {
        return scheme.name + "://" + hostAndPort() + publicPath();
    }
}

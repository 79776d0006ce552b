package io.serai.link;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/// Where a broker listens.
record Address(String host, int port, boolean tls) {

    private static final int PLAIN_PORT = 1883;
    private static final int TLS_PORT = 8883;

    /// Reads `tcp://host:port` or `ssl://host:port`; the port may be left out.
    ///
    /// @throws IllegalArgumentException says what is wrong and never repeats a password
    static Address parse(String url) {
        URI uri;
        try {
            uri = new URI(url.strip());
        } catch (URISyntaxException e) {
            // The cause quotes the whole text, in which a password may stand.
            throw new IllegalArgumentException(
                    "the broker address is no URL; write tcp://host:1883 or ssl://host:8883");
        }
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "the broker address holds a user name or password; give them as username and"
                            + " password instead");
        }
        boolean tls =
                switch (String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)) {
                    case "tcp", "mqtt" -> false;
                    case "ssl", "mqtts" -> true;
                    default ->
                            throw new IllegalArgumentException(
                                    "broker address \"%s\": supported are tcp://host:1883 and"
                                                    .formatted(url)
                                            + " ssl://host:8883");
                };
        if (uri.getHost() == null || !(uri.getRawPath().isEmpty() || uri.getPath().equals("/"))) {
            throw new IllegalArgumentException(
                    "broker address \"%s\" is not of the form tcp://host:port".formatted(url));
        }
        String host = uri.getHost();
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        int port = uri.getPort() == -1 ? (tls ? TLS_PORT : PLAIN_PORT) : uri.getPort();
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(
                    "broker address \"%s\": the port must be 1 to 65535".formatted(url));
        }
        return new Address(host, port, tls);
    }

    String hostAndPort() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    @Override
    public String toString() {
        return (tls ? "ssl://" : "tcp://") + hostAndPort();
    }
}

package io.serai.broker.config;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/// Where the broker listens, tried before anything is started so that every problem is told at once.
public final class ListenAddress {

    private ListenAddress() {}

    /// Binds both ports together and lets them go again.
    ///
    /// @throws BrokerException naming each setting that cannot be used
    public static void check(BrokerConfig config) {
        InetAddress address;
        try {
            address = InetAddress.getByName(config.host());
        } catch (UnknownHostException e) {
            throw new BrokerException(foreign(config.host()), e);
        }
        List<String> problems = new ArrayList<>();
        try (var tcp = new ServerSocket();
                var websocket = new ServerSocket()) {
            tryOut(tcp, address, config.host(), "broker.port", config.port(), problems);
            tryOut(
                    websocket,
                    address,
                    config.host(),
                    "broker.websocket-port",
                    config.websocketPort(),
                    problems);
        } catch (IOException e) {
            throw new BrokerException(
                    "No socket can be opened: " + e.getMessage() + ". The broker did not start.",
                    e);
        }
        if (!problems.isEmpty()) {
            throw new BrokerException(
                    String.join(System.lineSeparator(), problems.stream().distinct().toList()));
        }
    }

    private static void tryOut(
            ServerSocket socket,
            InetAddress address,
            String host,
            String key,
            int port,
            List<String> problems)
            throws IOException {
        socket.setReuseAddress(true);
        try {
            socket.bind(new InetSocketAddress(address, port));
        } catch (BindException e) {
            problems.add(problem(host, key, port, e));
        }
    }

    /// What to tell the owner when `key` = `port` could not be bound.
    public static String problem(String host, String key, int port, Throwable cause) {
        String reason = String.valueOf(cause.getMessage());
        if (reason.contains("assign requested address")) {
            return foreign(host);
        }
        if (reason.contains("Permission denied")) {
            return "%s = %d needs rights this user does not have. Set %s to 1024 or above."
                    .formatted(key, port, key);
        }
        return "%s = %d is already in use. Stop the other broker or set %s (0 picks a free one)."
                .formatted(key, port, key);
    }

    private static String foreign(String host) {
        return "broker.host = %s is no address of this machine. Set it to 127.0.0.1 for this machine only, or 0.0.0.0 for every network."
                .formatted(host);
    }

    /// The host by which this machine reaches a listener on `host`: every address means loopback too.
    public static String fromHere(String host) {
        try {
            return InetAddress.getByName(host).isAnyLocalAddress() ? "127.0.0.1" : host;
        } catch (UnknownHostException e) {
            throw new BrokerException(foreign(host), e);
        }
    }

    public static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new BrokerException(foreign(host), e);
        }
    }

    public static String shown(String host, int port) {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}

package io.serai.link;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;

import org.jspecify.annotations.Nullable;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.Locale;

import javax.net.ssl.SSLException;

/// Why a connection is not there, in words that say what to do.
final class FailureText {

    private FailureText() {}

    static String of(@Nullable Throwable cause, LaneSpec spec) {
        String at = spec.address().hostAndPort();
        String setting = spec.own() ? "mqtt.url" : "the endpoint's broker address";
        for (Throwable each = cause; each != null; each = each.getCause()) {
            switch (each) {
                case UnknownHostException _ -> {
                    return "no host named \"%s\" is known; check %s and the network's name service"
                            .formatted(spec.address().host(), setting);
                }
                case io.netty.channel.ConnectTimeoutException _ -> {
                    return "%s does not answer within %d s; check %s, the machine and firewalls"
                            .formatted(at, Transport.CONNECT_TIMEOUT.toSeconds(), setting);
                }
                case NoRouteToHostException _ -> {
                    return "no way to %s; check %s and the network".formatted(at, setting);
                }
                case ConnectException e when isRefusal(e) -> {
                    return "nothing listens on %s; start the broker or check %s"
                            .formatted(at, setting);
                }
                case BrokerFault e when e.getMessage() != null -> {
                    return e.getMessage();
                }
                case CertificateException e -> {
                    return tls(at, e);
                }
                case SSLException e when !(e.getCause() instanceof Exception) -> {
                    return tls(at, e);
                }
                default -> {}
            }
        }
        if (cause == null) {
            return "the broker closed the connection";
        }
        String detail = cause.getMessage();
        return "the connection to %s failed: %s"
                .formatted(at, detail == null ? cause.getClass().getSimpleName() : detail);
    }

    private static boolean isRefusal(ConnectException e) {
        return String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT).contains("refused");
    }

    private static String tls(String at, Exception e) {
        return ("TLS with %s failed: %s. The certificate must be for this host and signed by an"
                        + " authority in the Java trust store")
                .formatted(at, e.getMessage());
    }

    static String of(MqttConnectReturnCode code, LaneSpec spec) {
        String login =
                spec.own()
                        ? "check mqtt.username and mqtt.password"
                        : "check the endpoint's user name and password";
        return switch (code) {
            case CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION ->
                    "the broker does not speak MQTT 3.1.1 (code 1)";
            case CONNECTION_REFUSED_IDENTIFIER_REJECTED ->
                    "the broker rejects the client id \"%s\" (code 2)".formatted(spec.clientId());
            case CONNECTION_REFUSED_SERVER_UNAVAILABLE ->
                    "the broker says it is unavailable (code 3)";
            case CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD ->
                    "the broker says the user name or password is wrong (code 4); " + login;
            case CONNECTION_REFUSED_NOT_AUTHORIZED ->
                    "the broker says we are not authorised (code 5); " + login;
            default -> "the broker refuses the connection (%s)".formatted(code);
        };
    }

    /// For a client that is thrown out again and again.
    static String ejected(int times, LaneSpec spec) {
        return ("the broker closed the connection %d times in a row soon after accepting it; perhaps"
                        + " another client uses the client id \"%s\"")
                .formatted(times, spec.clientId());
    }
}

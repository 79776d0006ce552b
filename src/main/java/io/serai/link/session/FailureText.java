package io.serai.link.session;

import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;
import io.netty.handler.ssl.NotSslRecordException;
import io.serai.link.packet.PropertyCodec;
import io.serai.link.packet.ReasonCode;
import io.serai.link.settings.SessionSettings;
import io.serai.link.transport.BrokerFault;
import io.serai.link.transport.NetworkConnection;
import io.serai.link.transport.Transport;
import io.serai.mqtt.MqttMessage;

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

    static String of(@Nullable Throwable cause, SessionSettings spec) {
        String at = spec.address().hostAndPort();
        String setting = setting(spec, "url", "the endpoint's broker address");
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
                case WebSocketClientHandshakeException e -> {
                    return ("%s does not take the WebSocket: %s. Check host, port and path in %s, path %s"
                                    + " now")
                            .formatted(at, e.getMessage(), setting, spec.address().publicPath());
                }
                case NotSslRecordException _ -> {
                    return "what listens on %s does not encrypt; check scheme and port in %s"
                            .formatted(at, setting);
                }
                case CertificateException e -> {
                    return tls(at, e, spec);
                }
                case SSLException e when !(e.getCause() instanceof Exception) -> {
                    return isAlert(e) ? alert(at, e, spec) : tls(at, e, spec);
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

    /// The broker's side has ended the handshake.
    private static boolean isAlert(SSLException e) {
        return String.valueOf(e.getMessage()).contains("fatal alert");
    }

    private static String alert(String at, SSLException e, SessionSettings spec) {
        return "the broker at %s ends TLS: %s. It may want a certificate of ours: %s"
                .formatted(
                        at,
                        e.getMessage(),
                        setting(spec, "certificate-file", "one named in the settings"));
    }

    private static String tls(String at, Exception e, SessionSettings spec) {
        return ("TLS with %s failed: %s. The certificate must be for this host and signed by an"
                        + " authority in the Java trust store or in %s")
                .formatted(
                        at,
                        e.getMessage(),
                        setting(spec, "ca-file", "the ca-file of a broker in the settings"));
    }

    private static String setting(SessionSettings spec, String name, String otherwise) {
        return spec.settings().map(prefix -> prefix + name).orElse(otherwise);
    }

    /// CONNACK with a failure.
    static String refused(MqttConnAckMessage answer, SessionSettings spec) {
        MqttConnectReturnCode code = answer.variableHeader().connectReturnCode();
        var reason = ReasonCode.of(code.byteValue(), answer.variableHeader().properties());
        String login =
                spec.settings()
                        .map(prefix -> "check %susername and %spassword".formatted(prefix, prefix))
                        .orElse("check the endpoint's user name and password");
        String version = setting(spec, "version", "the endpoint's scheme");
        return switch (code) {
            case CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION ->
                    "the broker does not speak MQTT %s (code 1); check %s"
                            .formatted(spec.session().version(), version);
            case CONNECTION_REFUSED_UNSUPPORTED_PROTOCOL_VERSION ->
                    "the broker does not speak MQTT %s (code 0x84); check %s"
                            .formatted(spec.session().version(), version);
            case CONNECTION_REFUSED_IDENTIFIER_REJECTED ->
                    "the broker rejects the client id \"%s\" (code 2)".formatted(spec.clientId());
            case CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID ->
                    "the broker rejects the client id \"%s\": %s"
                            .formatted(spec.clientId(), reason.words());
            case CONNECTION_REFUSED_SERVER_UNAVAILABLE ->
                    "the broker says it is unavailable (code 3)";
            case CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD ->
                    "the broker says the user name or password is wrong (code 4); " + login;
            case CONNECTION_REFUSED_NOT_AUTHORIZED ->
                    "the broker says we are not authorised (code 5); " + login;
            case CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD,
                    CONNECTION_REFUSED_NOT_AUTHORIZED_5,
                    CONNECTION_REFUSED_BAD_AUTHENTICATION_METHOD ->
                    "the broker refuses the connection: %s; %s".formatted(reason.words(), login);
            case CONNECTION_REFUSED_USE_ANOTHER_SERVER, CONNECTION_REFUSED_SERVER_MOVED ->
                    "the broker refuses the connection: %s%s"
                            .formatted(reason.words(), otherServer(answer));
            default -> "the broker refuses the connection: " + reason.words();
        };
    }

    private static String otherServer(MqttConnAckMessage answer) {
        return PropertyCodec.text(
                        answer.variableHeader().properties(), MqttPropertyType.SERVER_REFERENCE)
                .map(reference -> "; it names " + reference)
                .orElse("");
    }

    /// DISCONNECT by the broker.
    static String dismissed(ReasonCode reason, SessionSettings spec) {
        if (reason.isTakenOver()) {
            return ("another client has connected with our client id \"%s\": %s. Give each client an"
                            + " identifier of its own: %s")
                    .formatted(
                            spec.clientId(),
                            reason.words(),
                            setting(spec, "client-id", "the endpoint's clientId"));
        }
        return "the broker ended the connection: " + reason.words();
    }

    /// CONNECT was not answered, or could not even be sent.
    static String unanswered(
            NetworkConnection on, @Nullable Throwable cause, SessionSettings spec) {
        if (cause != null && !isReset(cause)) {
            return of(cause, spec);
        }
        String closed = "the broker closed the connection before it answered";
        String setting = setting(spec, "url", "the endpoint's broker address");
        if (spec.address().isEncrypted()) {
            return "%s; perhaps it does not encrypt there, check scheme and port in %s"
                    .formatted(closed, setting);
        }
        if (!on.wasOpen()) {
            return "%s; perhaps it has no WebSocket there, check scheme and port in %s"
                    .formatted(closed, setting);
        }
        return spec.session().isMqtt5()
                ? "%s; perhaps it does not speak MQTT 5, see %s"
                        .formatted(closed, setting(spec, "version", "the endpoint's scheme"))
                : closed;
    }

    /// Whether the broker's side has simply ended a connection.
    static boolean isEnded(@Nullable Throwable cause) {
        return cause == null || isReset(cause);
    }

    private static boolean isReset(Throwable cause) {
        return !(cause instanceof SSLException)
                && String.valueOf(cause.getMessage()).startsWith("Connection reset");
    }

    /// With a message on its way.
    static String afterMessage(MqttMessage suspect) {
        return ("the broker closed the connection while %s was on its way to it; should that be why, the"
                        + " message is given up after a few times")
                .formatted(suspect);
    }

    /// For a client that is thrown out again and again.
    static String ejected(int times, SessionSettings spec) {
        String will =
                spec.will()
                        .map(each -> ", or it does not let us publish on " + each.message().topic())
                        .orElse("");
        return ("the broker closed the connection %d times in a row soon after accepting it; perhaps"
                        + " another client uses the client id \"%s\"%s")
                .formatted(times, spec.clientId(), will);
    }
}

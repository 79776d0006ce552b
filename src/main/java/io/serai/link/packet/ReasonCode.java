package io.serai.link.packet;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.MqttPropertyType;

import java.util.Set;

/// What a broker answers (MQTT 5 section 2.4), in words for the owner.
///
/// @param text the broker's own words; empty when it gave none
public record ReasonCode(int code, String text) {

    private static final int FIRST_FAILURE = 0x80;

    private static final int TAKEN_OVER = 0x8E;

    /// Ends of a connection that no message of ours can be the cause of.
    private static final Set<Integer> NOT_OUR_MESSAGES =
            Set.of(
                    0x00,
                    0x89,
                    0x8B,
                    0x8D,
                    TAKEN_OVER,
                    0x98,
                    0x9C,
                    0x9D,
                    0x9E,
                    0x9F,
                    0xA0,
                    0xA1,
                    0xA2);

    private static final int LONGEST_TEXT = 200;

    /// A reason code with what the broker says beside it (MQTT 5 section 2.4).
    ///
    /// @param code as on the wire, where it is a signed byte to Java
    public static ReasonCode of(int code, MqttProperties properties) {
        String text =
                PropertyCodec.text(properties, MqttPropertyType.REASON_STRING)
                        .map(ReasonCode::printable)
                        .orElse("");
        return new ReasonCode(code & 0xff, text);
    }

    public static ReasonCode of(int code) {
        return of(code, MqttProperties.NO_PROPERTIES);
    }

    private static String printable(String text) {
        String plain = text.replaceAll("\\p{Cntrl}", " ");
        return plain.length() <= LONGEST_TEXT ? plain : plain.substring(0, LONGEST_TEXT) + "...";
    }

    public boolean isFailure() {
        return code >= FIRST_FAILURE;
    }

    public boolean isTakenOver() {
        return code == TAKEN_OVER;
    }

    public boolean mayBlameMessages() {
        return !NOT_OUR_MESSAGES.contains(code);
    }

    /// Such as `not authorised (code 0x87)`.
    public String words() {
        String own = text.isEmpty() ? "" : ": " + text;
        return "%s (code 0x%02X)%s".formatted(meaning(), code, own);
    }

    private String meaning() {
        return switch (code) {
            case 0x00 -> "normal end";
            case 0x11 -> "no such subscription";
            case 0x80 -> "unspecified error";
            case 0x81 -> "malformed packet";
            case 0x82 -> "protocol error";
            case 0x83 -> "an error of its own";
            case 0x84 -> "protocol version not supported";
            case 0x85 -> "client identifier not valid";
            case 0x86 -> "user name or password wrong";
            case 0x87 -> "not authorised";
            case 0x88 -> "server unavailable";
            case 0x89 -> "server busy";
            case 0x8A -> "banned";
            case 0x8B -> "server shutting down";
            case 0x8C -> "bad authentication method";
            case 0x8D -> "keep-alive timeout";
            case 0x8E -> "session taken over";
            case 0x8F -> "topic filter invalid";
            case 0x90 -> "topic name invalid";
            case 0x91 -> "packet identifier in use";
            case 0x92 -> "packet identifier not found";
            case 0x93 -> "receive maximum exceeded";
            case 0x94 -> "topic alias invalid";
            case 0x95 -> "packet too large";
            case 0x96 -> "message rate too high";
            case 0x97 -> "quota exceeded";
            case 0x98 -> "ended by an administrator";
            case 0x99 -> "payload format invalid";
            case 0x9A -> "retained messages not supported";
            case 0x9B -> "QoS not supported";
            case 0x9C -> "use another server";
            case 0x9D -> "server moved";
            case 0x9E -> "shared subscriptions not supported";
            case 0x9F -> "connections come too fast";
            case 0xA0 -> "maximum connect time reached";
            case 0xA1 -> "subscription identifiers not supported";
            case 0xA2 -> "wildcard subscriptions not supported";
            default -> "a reason MQTT does not name";
        };
    }
}

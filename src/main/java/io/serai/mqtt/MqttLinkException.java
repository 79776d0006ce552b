package io.serai.mqtt;

/// A link could not do what it was asked; the message names the broker and the remedy.
public final class MqttLinkException extends RuntimeException {

    public MqttLinkException(String message) {
        super(message);
    }

    public MqttLinkException(String message, Throwable cause) {
        super(message, cause);
    }
}

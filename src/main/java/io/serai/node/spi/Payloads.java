package io.serai.node.spi;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Reads what came from outside as text or number, strictly.
public final class Payloads {

    private Payloads() {}

    /// The body as text when it is text or bytes of UTF-8.
    ///
    /// @throws BadMessageException when it is empty, not UTF-8 or something else
    public static String text(@Nullable Object body) {
        String text =
                switch (body) {
                    case null -> "";
                    case String string -> string;
                    case byte[] bytes -> decode(bytes);
                    default ->
                            throw new BadMessageException(
                                    "text was expected, a %s came"
                                            .formatted(body.getClass().getSimpleName()));
                };
        if (text.isEmpty()) {
            throw new BadMessageException("the message is empty");
        }
        return text;
    }

    private static String decode(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw new BadMessageException("the message is not UTF-8 text");
        }
    }

    /// A finite number from a number or its decimal text.
    ///
    /// @throws BadMessageException when it is anything else, NaN and infinities among them
    public static double number(@Nullable Object value) {
        double number;
        if (value instanceof Number given) {
            number = given.doubleValue();
        } else {
            String text = text(value).strip();
            // parseDouble also takes "0x1p3", "1d" and "NaN", which no device means as a number
            if (!text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d{1,3})?")) {
                throw new BadMessageException(
                        "a number was expected, %s came"
                                .formatted(BadMessageException.quoted(text)));
            }
            number = Double.parseDouble(text);
        }
        if (!Double.isFinite(number)) {
            throw new BadMessageException("a finite number was expected, " + number + " came");
        }
        return number;
    }
}

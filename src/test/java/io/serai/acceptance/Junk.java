package io.serai.acceptance;

import java.nio.charset.StandardCharsets;

/// Payloads that no program of the house means.
enum Junk {
    EMPTY(""),
    TEXT("not json"),
    NULL("null"),
    ARRAY("[]"),
    NUMBERS("[1, 2]"),
    CUT_OFF("{\"light\": 1"),
    TRAILING("{\"light\": 1} more"),
    NOT_A_NUMBER(
            "{\"light\": NaN, \"level\": NaN, \"user\": NaN, \"led_on\": NaN, \"Count\": NaN}"),
    WORD("NaN"),
    BINARY("\0\u0001\u0002\u00ff\u00fe\0"),
    NOT_UTF_8("{\"\u00c3(\": 1}"),
    DEEP("[".repeat(100_000)),
    LONG("x".repeat(200_000));

    private final String bytes;

    /// One byte for each character.
    Junk(String bytes) {
        this.bytes = bytes;
    }

    byte[] payload() {
        return bytes.getBytes(StandardCharsets.ISO_8859_1);
    }
}

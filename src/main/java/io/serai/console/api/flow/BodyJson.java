package io.serai.console.api.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/// The bytes of a message as pages get them: `kind`, `body` (text, or Base64 when it is none), `bytes`, and
/// `cut` when that is not all.
final class BodyJson {

    private static final ObjectReader JSON =
            new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /// What is shown of a longer one.
    private static final int MOST_BYTES = 32 * 1024;

    private BodyJson() {}

    static void put(ObjectNode json, byte[] payload) {
        boolean cut = payload.length > MOST_BYTES;
        byte[] shown = cut ? Arrays.copyOf(payload, wholeCharacters(payload)) : payload;
        String text = text(shown);
        if (text == null) {
            byte[] some = cut ? Arrays.copyOf(payload, MOST_BYTES) : payload;
            json.put("kind", "binary").put("body", Base64.getEncoder().encodeToString(some));
        } else {
            json.put("kind", kind(text, cut)).put("body", text);
        }
        json.put("bytes", payload.length).put("cut", cut);
    }

    /// As many bytes as are shown, without half a character at the end.
    private static int wholeCharacters(byte[] payload) {
        int end = MOST_BYTES;
        while (end > MOST_BYTES - 4 && (payload[end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }

    private static @Nullable String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }

    private static String kind(String text, boolean cut) {
        if (text.isEmpty()) {
            return "empty";
        }
        String bare = text.strip();
        if (cut || !(bare.startsWith("{") || bare.startsWith("["))) {
            return "text";
        }
        try {
            JSON.readTree(bare);
            return "json";
        } catch (JsonProcessingException _) {
            return "text";
        }
    }
}

package io.serai.runtime;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.serai.observe.run.Carried;
import io.serai.observe.run.Carried.Kind;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.StreamCache;
import org.apache.camel.WrappedFile;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/// Turns what a message carries into text, without taking anything from it. Thread-safe.
final class Capture {

    /// Of a body that is kept.
    static final int MOST_BYTES = 32 * 1024;

    private static final int MOST_HEADERS = 100;
    private static final int HEADER_CHARACTERS = 1000;
    private static final Pattern SECRET =
            Pattern.compile(
                    "password|passwd|secret|token|authorization|cookie|api-?key",
                    Pattern.CASE_INSENSITIVE);

    /// Whether a name is one of a secret: the few names of a house come again and again.
    private static final Map<String, Boolean> SECRETS = new ConcurrentHashMap<>();

    private static final int MOST_NAMES = 1000;
    private static final Pattern NUMBER_OR_WORD =
            Pattern.compile("-?\\d+(\\.\\d+)?([eE][-+]?\\d+)?|true|false|null");

    private static final ObjectMapper JSON =
            JsonMapper.builder()
                    .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private Capture() {}

    /// @param asked names of exchange properties and variables that are wanted too
    /// @param bodyBefore what the body was when `before` was made; null when it is not known
    static Carried of(
            Exchange exchange,
            List<String> asked,
            @Nullable Object bodyBefore,
            @Nullable Carried before) {
        try {
            return whole(exchange, asked, bodyBefore, before);
        } catch (RuntimeException e) {
            // An object of the flow's own, or one that another thread changes just now.
            return text(
                    "(cannot be shown: " + e.getClass().getSimpleName() + ")", Map.of(), Map.of());
        }
    }

    @SuppressWarnings("ReferenceEquality") // the same object, which cannot have changed
    private static Carried whole(
            Exchange exchange,
            List<String> asked,
            @Nullable Object bodyBefore,
            @Nullable Carried before) {
        Message message = exchange.getMessage();
        Object body = message.getBody();
        Map<String, String> headers = headers(message);
        Map<String, String> others = asked.isEmpty() ? Map.of() : others(exchange, asked);
        if (before != null) {
            headers = before.headers().equals(headers) ? before.headers() : headers;
            if (body == bodyBefore && isFixed(body)) {
                return headers == before.headers() && others.equals(before.others())
                        ? before
                        : new Carried(
                                before.kind(),
                                before.body(),
                                before.bytes(),
                                before.cut(),
                                headers,
                                others);
            }
        }
        return body(body, headers, others);
    }

    private static boolean isFixed(@Nullable Object body) {
        return body == null
                || body instanceof String
                || body instanceof Number
                || body instanceof Boolean
                || body instanceof byte[]; // nothing in the house writes into one
    }

    private static Map<String, String> headers(Message message) {
        if (!message.hasHeaders()) {
            return Map.of();
        }
        Map<String, String> headers = new TreeMap<>();
        for (Map.Entry<String, Object> each : message.getHeaders().entrySet()) {
            if (each.getValue() != null && headers.size() < MOST_HEADERS) {
                headers.put(each.getKey(), value(each.getKey(), each.getValue()));
            }
        }
        return headers;
    }

    private static Map<String, String> others(Exchange exchange, List<String> asked) {
        Map<String, String> others = new TreeMap<>();
        for (String each : asked) {
            String name = each.substring(each.indexOf('.') + 1);
            Object value =
                    each.startsWith("variable.")
                            ? exchange.getVariable(name)
                            : exchange.getProperty(name);
            others.put(each, value == null ? "null" : value(name, value));
        }
        return others;
    }

    private static String value(String name, Object value) {
        if (isSecret(name)) {
            return "***";
        }
        String text =
                value instanceof byte[] bytes ? bytes.length + " bytes" : String.valueOf(value);
        return text.length() <= HEADER_CHARACTERS ? text : text.substring(0, HEADER_CHARACTERS);
    }

    private static boolean isSecret(String name) {
        Boolean known = SECRETS.get(name);
        if (known == null) {
            known = SECRET.matcher(name).find();
            if (SECRETS.size() < MOST_NAMES) {
                SECRETS.put(name, known);
            }
        }
        return known;
    }

    private static Carried body(
            @Nullable Object body, Map<String, String> headers, Map<String, String> others) {
        return switch (body) {
            case null -> new Carried(Kind.EMPTY, "", 0, false, headers, others);
            case byte[] bytes -> bytes(bytes, headers, others);
            case Map<?, ?> map -> json(map, headers, others);
            case Collection<?> list -> json(list, headers, others);
            case WrappedFile<?> file -> text(String.valueOf(file.getFile()), headers, others);
            // Whoever reads one of these may leave nothing for the flow.
            case StreamCache cache ->
                    text("(a stream of %d bytes)".formatted(cache.length()), headers, others);
            case java.io.InputStream _, java.io.Reader _, java.util.Iterator<?> _ ->
                    text("(a stream)", headers, others);
            default -> text(String.valueOf(body), headers, others);
        };
    }

    private static Carried bytes(
            byte[] bytes, Map<String, String> headers, Map<String, String> others) {
        if (bytes.length == 0) {
            return new Carried(Kind.EMPTY, "", 0, false, headers, others);
        }
        boolean cut = bytes.length > MOST_BYTES;
        int length = Math.min(bytes.length, MOST_BYTES);
        String text = cut ? cutText(bytes, length) : decoded(bytes, length);
        return text == null
                ? new Carried(
                        Kind.BINARY,
                        Base64.getEncoder().encodeToString(java.util.Arrays.copyOf(bytes, length)),
                        bytes.length,
                        cut,
                        headers,
                        others)
                : new Carried(kind(text, cut), text, bytes.length, cut, headers, others);
    }

    /// The last character may be cut in the middle.
    private static @Nullable String cutText(byte[] bytes, int length) {
        for (int less = 0; less < 4; less++) {
            String text = decoded(bytes, length - less);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    /// Null when it is no text.
    private static @Nullable String decoded(byte[] bytes, int length) {
        try {
            CharBuffer text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, length));
            for (int i = 0; i < text.length(); i++) {
                char each = text.charAt(i);
                if (each < ' ' && each != '\n' && each != '\r' && each != '\t') {
                    return null;
                }
            }
            return text.toString();
        } catch (CharacterCodingException _) {
            return null;
        }
    }

    private static Carried text(
            String text, Map<String, String> headers, Map<String, String> others) {
        if (text.isEmpty()) {
            return new Carried(Kind.EMPTY, "", 0, false, headers, others);
        }
        boolean cut = text.length() > MOST_BYTES;
        String kept = cut ? text.substring(0, MOST_BYTES) : text;
        long bytes = cut ? text.length() : kept.getBytes(StandardCharsets.UTF_8).length;
        return new Carried(kind(kept, cut), kept, bytes, cut, headers, others);
    }

    private static Carried json(
            Object value, Map<String, String> headers, Map<String, String> others) {
        var out = new CutWriter();
        try {
            JSON.writeValue(out, value);
        } catch (CutWriter.FullException _) {
            return new Carried(Kind.JSON, out.text(), out.text().length(), true, headers, others);
        } catch (IOException | RuntimeException | StackOverflowError _) {
            return text("(%s)".formatted(value.getClass().getSimpleName()), headers, others);
        }
        String text = out.text();
        long bytes = text.getBytes(StandardCharsets.UTF_8).length;
        return new Carried(Kind.JSON, text, bytes, false, headers, others);
    }

    private static Kind kind(String text, boolean cut) {
        String bare = text.strip();
        if (bare.isEmpty()) {
            return Kind.TEXT;
        }
        char first = bare.charAt(0);
        if (first != '{' && first != '[') {
            return NUMBER_OR_WORD.matcher(bare).matches() ? Kind.JSON : Kind.TEXT;
        }
        if (cut) {
            return Kind.JSON;
        }
        try {
            JSON.readTree(bare);
            return Kind.JSON;
        } catch (JsonProcessingException _) {
            return Kind.TEXT;
        }
    }

    /// Takes so much and no more.
    private static final class CutWriter extends Writer {

        static final class FullException extends IOException {}

        private final StringWriter text = new StringWriter();

        String text() {
            return text.toString();
        }

        @Override
        public void write(char[] characters, int from, int length) throws IOException {
            int room = MOST_BYTES - text.getBuffer().length();
            text.write(characters, from, Math.min(room, length));
            if (length > room) {
                throw new FullException();
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}

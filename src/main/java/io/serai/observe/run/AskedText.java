package io.serai.observe.run;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds in the text of a condition what it asks for, and what that was. What would have to be called or
/// computed is left out.
final class AskedText {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern ASKED = Pattern.compile("\\$\\{([^{}()]+)}");
    private static final Pattern HEADER = Pattern.compile("headers?[.:\\[]'?([\\w.-]+)'?]?");
    private static final Pattern OTHER = Pattern.compile("(exchangeProperty|variable)\\.([\\w-]+)");
    private static final Pattern BODY = Pattern.compile("body((?:\\??\\.\\w+|\\[[\\w' -]+])*)");
    private static final Pattern MEMBER = Pattern.compile("[.\\[]'?([\\w -]+)");
    private static final int VALUE_CHARACTERS = 200;
    private static final String NOTHING = "null";

    private AskedText() {}

    /// By the text that asks, such as `${body[light]}`, in order.
    static Map<String, String> values(String condition, Carried message) {
        Map<String, String> values = new LinkedHashMap<>();
        Matcher asked = ASKED.matcher(condition);
        while (asked.find()) {
            String value = value(asked.group(1).strip(), message);
            if (value != null) {
                values.put(
                        asked.group(),
                        value.length() <= VALUE_CHARACTERS
                                ? value
                                : value.substring(0, VALUE_CHARACTERS - 1) + "…");
            }
        }
        return values;
    }

    /// Null when it is not known.
    private static @Nullable String value(String asked, Carried message) {
        Matcher header = HEADER.matcher(asked);
        if (header.matches()) {
            return message.headers().getOrDefault(header.group(1), NOTHING);
        }
        if (OTHER.matcher(asked).matches()) {
            return message.others().get(asked);
        }
        Matcher body = BODY.matcher(asked);
        if (!body.matches() || message.kind() == Carried.Kind.BINARY) {
            return null;
        }
        return body.group(1).isEmpty() ? message.body() : member(body.group(1), message);
    }

    private static @Nullable String member(String path, Carried message) {
        if (message.kind() != Carried.Kind.JSON || message.cut()) {
            return null;
        }
        try {
            JsonNode at = JSON.readTree(message.body());
            Matcher member = MEMBER.matcher(path);
            while (member.find()) {
                String name = member.group(1);
                at =
                        at.isArray() && name.matches("\\d{1,6}")
                                ? at.path(Integer.parseInt(name))
                                : at.path(name);
            }
            return at.isMissingNode() || at.isNull()
                    ? NOTHING
                    : at.isValueNode() ? at.asText() : at.toString();
        } catch (JsonProcessingException _) {
            return null; // a body that looks like JSON and is none
        }
    }
}

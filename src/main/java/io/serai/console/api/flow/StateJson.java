package io.serai.console.api.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.console.Json;
import io.serai.node.state.KeptStates;
import io.serai.store.StateFilter;
import io.serai.store.StateRow;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// What nodes keep as pages and programs get it.
final class StateJson {

    static final int USUAL = 200;
    static final int MOST = 1000;

    /// What is shown of a longer value among others.
    private static final int MOST_CHARACTERS = 1000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private StateJson() {}

    /// @throws io.serai.store.StoreException when it cannot be read
    static ObjectNode list(KeptStates kept, StateFilter which, int most) {
        List<StateRow> found = kept.list(which, most + 1);
        ObjectNode answer = Json.object();
        ArrayNode states = answer.putArray("states");
        found.stream()
                .limit(most)
                .forEach(each -> states.add(entry(each, which.key().isPresent())));
        return answer.put("more", found.size() > most);
    }

    private static ObjectNode entry(StateRow row, boolean whole) {
        String text = row.json();
        boolean cut = !whole && text.length() > MOST_CHARACTERS;
        ObjectNode json =
                Json.object().put("flow", row.flow()).put("node", row.node()).put("key", row.key());
        if (cut) {
            json.put("value", text.substring(0, MOST_CHARACTERS));
        } else {
            json.set("value", value(text));
        }
        return json.put("bytes", text.getBytes(StandardCharsets.UTF_8).length).put("cut", cut);
    }

    private static JsonNode value(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException _) {
            return Json.object().textNode(text); // whoever put it there, it can be seen and cleared
        }
    }
}

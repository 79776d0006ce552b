package io.serai.console;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;

/// What is answered: a status of HTTP and JSON.
record ApiAnswer(int status, JsonNode body) {

    static ApiAnswer error(int status, String error) {
        return new ApiAnswer(status, FlowJson.error(error, List.of()));
    }
}

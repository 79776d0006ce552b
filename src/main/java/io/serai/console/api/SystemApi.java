package io.serai.console.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.serai.broker.Broker;
import io.serai.broker.config.BrokerException;
import io.serai.broker.hivemq.ClientReport;
import io.serai.console.ApiPart;
import io.serai.console.ApiRequest;
import io.serai.console.ApiRoutes;
import io.serai.console.Json;
import io.serai.console.RefusedException;
import io.serai.observe.GatewayLog;

import java.util.List;

/// The gateway as a whole: how it is, what it says, and who is connected to its broker. Thread-safe.
public final class SystemApi implements ApiPart {

    private static final int USUAL_LINES = 200;

    private final SystemView view;
    private final GatewayLog log;

    public SystemApi(SystemView view, GatewayLog log) {
        this.view = view;
        this.log = log;
    }

    @Override
    public void addTo(ApiRoutes routes) {
        routes.add("GET", "system", _ -> view.json());
        routes.add("GET", "log", this::lines);
        routes.add("GET", "clients", _ -> clients());
    }

    private JsonNode lines(ApiRequest request) {
        ObjectNode answer = Json.object();
        ArrayNode lines = answer.putArray("lines");
        log.after(
                        request.number("after", 0, 0, Long.MAX_VALUE),
                        (int) request.number("n", USUAL_LINES, 1, GatewayLog.MOST_LINES))
                .forEach(each -> lines.add(LogJson.of(each)));
        return answer;
    }

    private JsonNode clients() {
        Broker broker = view.broker();
        ObjectNode answer = Json.object().put("broker", broker != null);
        ArrayNode clients = answer.putArray("clients");
        if (broker != null) {
            reports(broker).forEach(each -> clients.add(json(each)));
        }
        return answer;
    }

    private static List<ClientReport> reports(Broker broker) {
        try {
            return broker.clients();
        } catch (BrokerException | IllegalStateException e) {
            throw new RefusedException(503, String.valueOf(e.getMessage()), List.of());
        }
    }

    private static ObjectNode json(ClientReport report) {
        ObjectNode json = Json.object().put("id", report.id()).put("connected", report.connected());
        report.address().ifPresent(address -> json.put("address", address));
        json.put("session", report.session().toSeconds());
        ArrayNode subscriptions = json.putArray("subscriptions");
        report.subscriptions()
                .forEach(each ->
                        subscriptions
                                .addObject()
                                .put("filter", each.filter())
                                .put("qos", each.qos()));
        return json.put("queued", report.queued());
    }
}

package io.serai.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/// The WebSocket of one page: takes its requests, sends it what changes, 20 times a second at most and only
/// while it reads. Confined to the event loop; channels are opened and closed on `workers`.
final class LiveSocket {

    private static final Logger LOG = LoggerFactory.getLogger(LiveSocket.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    static final int MOST_SUBSCRIPTIONS = 100;
    private static final int MOST_WISH_CHARACTERS = 100_000;
    private static final long FRAME_MS = 50;
    private static final long TRY_AGAIN_MS = 100;
    private static final int MOST_TRIES = 50;
    private static final long PING_MS = 30_000; // less than the server's idle time

    private final ServerWebSocket socket;
    private final Vertx engine;
    private final Executor workers;
    private final Map<String, LiveChannel> channels;
    private final Runnable ended;
    private final Map<Integer, Following> following = new HashMap<>();
    private boolean closed;

    private static final class Following {
        final LiveSubscription subscription;
        AutoCloseable closing = () -> {};
        boolean over;

        Following(LiveSubscription subscription) {
            this.subscription = subscription;
        }
    }

    LiveSocket(
            ServerWebSocket socket,
            Vertx engine,
            Executor workers,
            Map<String, LiveChannel> channels,
            Runnable ended) {
        this.socket = socket;
        this.engine = engine;
        this.workers = workers;
        this.channels = channels;
        this.ended = ended;
    }

    void begin() {
        long sending = engine.setPeriodic(FRAME_MS, _ -> send());
        long pinging =
                engine.setPeriodic(
                        PING_MS,
                        _ -> {
                            if (!isGone()) {
                                var _ = socket.writePing(Buffer.buffer("serai"));
                            }
                        });
        socket.textMessageHandler(this::take);
        socket.binaryMessageHandler(_ -> tell("wishes are text"));
        socket.exceptionHandler(_ -> {
            var _ = socket.close();
        });
        socket.closeHandler(_ -> {
            engine.cancelTimer(sending);
            engine.cancelTimer(pinging);
            closed = true;
            following.values().forEach(this::end);
            following.clear();
            ended.run();
        });
    }

    private void send() {
        for (Following each : following.values()) {
            if (isGone()) {
                return;
            }
            if (socket.writeQueueFull()) {
                return; // the page is slow; what comes meanwhile replaces or pushes out what waits
            }
            ObjectNode frame = each.subscription.frame();
            if (frame != null) {
                write(frame);
            }
        }
    }

    /// Also before the socket says so.
    private boolean isGone() {
        return closed || socket.isClosed();
    }

    private void write(JsonNode frame) {
        if (!isGone()) {
            var _ = socket.writeTextMessage(frame.toString());
        }
    }

    private void take(String text) {
        JsonNode said;
        try {
            said = text.length() > MOST_WISH_CHARACTERS ? Json.object() : JSON.readTree(text);
        } catch (JsonProcessingException _) {
            said = Json.object();
        }
        if (said.path("sub").isInt()) {
            follow(said.path("sub").intValue(), said);
        } else if (said.path("unsub").isInt()) {
            Following left = following.remove(said.path("unsub").intValue());
            if (left != null) {
                end(left);
            }
        } else {
            tell(
                    "{\"sub\": NUMBER, \"channel\": NAME, \"wish\": {}} or {\"unsub\": NUMBER}, please");
        }
    }

    private void tell(String error) {
        write(Json.object().put("error", error));
    }

    /// @param refused null when nothing was begun; a page may have given its number to another meanwhile
    private void refuse(int number, @Nullable Following refused, String error) {
        if (refused != null && !following.remove(number, refused)) {
            return; // the page does not want it any more
        }
        write(Json.object().put("sub", number).put("error", error));
    }

    private void follow(int number, JsonNode said) {
        LiveChannel channel = channels.get(said.path("channel").asText());
        if (channel == null) {
            refuse(number, null, "there is no such channel; there are " + channels.keySet());
            return;
        }
        if (following.containsKey(number) || following.size() >= MOST_SUBSCRIPTIONS) {
            refuse(number, null, "this number is taken, or there are too many");
            return;
        }
        var subscription = new LiveSubscription(number);
        var added = new Following(subscription);
        following.put(number, added);
        JsonNode request = said.path("wish").isObject() ? said.path("wish") : Json.object();
        begin(() -> open(number, channel, request, added), number, added, MOST_TRIES);
    }

    /// When all pages come back at once, after a start, there is more to open than the gateway takes on.
    private void begin(Runnable opening, int number, Following added, int tries) {
        if (added.over) {
            return;
        }
        try {
            workers.execute(opening);
        } catch (RejectedExecutionException _) {
            if (tries > 0) {
                engine.setTimer(TRY_AGAIN_MS, _ -> begin(opening, number, added, tries - 1));
            } else {
                refuse(number, added, "the gateway is busy; try again");
            }
        }
    }

    private void open(int number, LiveChannel channel, JsonNode request, Following added) {
        try {
            AutoCloseable closing = channel.open(request, added.subscription);
            onLoop(() -> {
                added.closing = closing;
                if (added.over) {
                    end(added);
                }
            });
        } catch (RefusedException e) {
            onLoop(() -> refuse(number, added, String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.error("Channel {} could not be opened.", channel.name(), e);
            onLoop(() -> refuse(number, added, "the gateway failed at this; its log says why"));
        }
    }

    private void onLoop(Runnable task) {
        engine.runOnContext(_ -> task.run());
    }

    /// Opening may still be under way; then it is ended when it is done.
    private void end(Following left) {
        left.over = true;
        AutoCloseable closing = left.closing;
        left.closing = () -> {};
        Thread.ofVirtual()
                .name("channel-end")
                .start(() -> {
                    try {
                        closing.close();
                    } catch (Exception e) {
                        LOG.warn("A channel did not end in order.", e);
                    }
                });
    }
}

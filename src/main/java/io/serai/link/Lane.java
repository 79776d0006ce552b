package io.serai.link;

import io.netty.channel.EventLoop;
import io.netty.handler.codec.mqtt.MqttConnAckMessage;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttMessage;
import io.netty.handler.codec.mqtt.MqttMessageIdVariableHeader;
import io.netty.handler.codec.mqtt.MqttMessageType;
import io.netty.handler.codec.mqtt.MqttPublishMessage;
import io.netty.handler.codec.mqtt.MqttSubAckMessage;
import io.serai.mqtt.LinkStatus;
import io.serai.mqtt.Qos;
import io.serai.observe.Counters;
import io.serai.time.Timekeeper;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.random.RandomGenerator;

/// One connection to a broker that is made again for ever, and its session: what is subscribed, on the
/// way out and on the way in. Confined to the event loop, except where a method says otherwise.
final class Lane implements Wire.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    /// A broker that owes an answer for so long is taken for dead.
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration CONNACK_PATIENCE = Duration.ofSeconds(10);

    /// A connection that lasted so long ends a row of failures.
    private static final Duration STABLE = Duration.ofSeconds(10);

    private static final Duration DRAIN = Duration.ofMillis(1500);
    private static final Duration LAST_WORD = Duration.ofMillis(500);

    /// Ends by the broker soon after it accepted, before another client is suspected.
    private static final int EJECTIONS = 3;

    private enum State {
        IDLE,
        AWAY,
        CONNECTING,
        CONNECTED,
        CLOSED
    }

    private final LaneSpec spec;
    private final Transport transport;
    private final EventLoop loop;
    private final Timekeeper time;
    private final Counters counters;
    private final Runnable whenStatusChanged;
    private final PublishWindow window;
    private final Inbox inbox;
    private final Subscriber subscriber;
    private final Dispatch dispatch;
    private final Backoff backoff;

    private volatile LinkStatus status = new LinkStatus.Idle();
    private State state = State.IDLE;
    private @Nullable Wire wire;
    private Timekeeper.@Nullable Task retry;
    private Timekeeper.@Nullable Task ticking;
    private @Nullable CompletableFuture<Void> closing;
    private long openedAt;
    private boolean pinged;
    private long pingedAt;
    private int attempts;
    private int ejections;
    private boolean wasConnected;
    private @Nullable String refusal;

    /// @param counted the subject of its counts
    Lane(LaneSpec spec, Surroundings around, String counted, Runnable whenStatusChanged) {
        this.spec = spec;
        this.whenStatusChanged = whenStatusChanged;
        transport = around.transport();
        time = around.time();
        counters = around.counters();
        loop = transport.loop();
        var ids = new PacketIds();
        window =
                new PublishWindow(
                        around, ids, counted, around.messages().queue(outbox(spec.name())));
        inbox = new Inbox(loop);
        subscriber = new Subscriber(spec.name(), time, counters, ids);
        dispatch = new Dispatch(counters, counted);
        backoff = new Backoff(around.firstRetry(), RandomGenerator.getDefault());
    }

    /// What a link's outbox is called on disk.
    static String outbox(String link) {
        return "outbox " + link;
    }

    /// Its `submit` is for any thread.
    PublishWindow window() {
        return window;
    }

    /// Its `routes` and `hold` are for any thread.
    Dispatch dispatch() {
        return dispatch;
    }

    /// From any thread.
    LinkStatus status() {
        return status;
    }

    /// From any thread: begins to connect.
    void start() {
        onLoop(() -> {
            if (state != State.IDLE) {
                return;
            }
            state = State.AWAY;
            window.start();
            ticking =
                    time.scheduleEvery(
                            Duration.ofSeconds(1), Duration.ofSeconds(1), () -> onLoop(this::tick));
            connectAfter(Duration.ZERO);
        });
    }

    /// From any thread.
    void subscribe(String filter, Qos qos) {
        onLoop(() -> subscriber.subscribe(filter, qos));
    }

    /// From any thread.
    void unsubscribe(String filter) {
        onLoop(() -> subscriber.unsubscribe(filter));
    }

    /// From any thread, in order with the others; nothing happens once the transport is closed.
    void onLoop(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("{}: closed, too late for {}", spec.name(), task, e);
        }
    }

    private void connectAfter(Duration delay) {
        // Tasks of the timekeeper may block, as the name service does.
        retry = time.schedule(delay, this::resolve);
    }

    private void resolve() {
        try {
            InetAddress[] hosts = InetAddress.getAllByName(spec.address().host());
            onLoop(() -> connect(hosts[attempts++ % hosts.length]));
        } catch (UnknownHostException e) {
            onLoop(() -> away(FailureText.of(e, spec)));
        }
    }

    private void connect(InetAddress host) {
        if (state != State.AWAY) {
            return;
        }
        state = State.CONNECTING;
        refusal = null;
        wire = new Wire(this, time);
        transport.open(spec.address(), host, wire);
    }

    @Override
    public void opened(Wire on) {
        openedAt = time.nanos();
        pinged = false;
        on.send(Packets.connect(spec));
    }

    @Override
    public void received(Wire on, MqttMessage packet) {
        MqttMessageType type = packet.fixedHeader().messageType();
        if (on != wire || (state != State.CONNECTED && type != MqttMessageType.CONNACK)) {
            on.close(new BrokerFault("the broker sent %s out of turn".formatted(type)));
            return;
        }
        switch (type) {
            case CONNACK -> answered(on, (MqttConnAckMessage) packet);
            case PUBLISH -> arrived(on, (MqttPublishMessage) packet);
            case PUBACK -> window.acknowledged(id(packet));
            case PUBREC -> window.received(on, id(packet));
            case PUBCOMP -> window.completed(id(packet));
            case PUBREL -> inbox.released(on, id(packet));
            case SUBACK -> {
                var granted = (MqttSubAckMessage) packet;
                subscriber.subscribed(id(packet), granted.payload().reasonCodes());
            }
            case UNSUBACK -> subscriber.unsubscribed(id(packet));
            case PINGRESP -> pinged = false;
            default -> on.close(new BrokerFault("the broker sent " + type));
        }
    }

    private static int id(MqttMessage packet) {
        return ((MqttMessageIdVariableHeader) packet.variableHeader()).messageId();
    }

    private void answered(Wire on, MqttConnAckMessage packet) {
        MqttConnectReturnCode code = packet.variableHeader().connectReturnCode();
        if (state != State.CONNECTING) {
            on.close(new BrokerFault("the broker sent a second CONNACK"));
            return;
        }
        if (code != MqttConnectReturnCode.CONNECTION_ACCEPTED) {
            refusal = FailureText.of(code, spec);
            on.close(null);
            return;
        }
        boolean session = packet.variableHeader().isSessionPresent();
        state = State.CONNECTED;
        openedAt = time.nanos();
        if (wasConnected && !session) {
            dispatch.forgetHeard();
            if (!spec.cleanSession()) {
                LOG.warn(
                        "{}: the broker has forgotten our session; messages sent while we were away"
                                + " are lost. Let the broker keep its sessions on disk.",
                        spec.name());
            }
        }
        connected(session);
        inbox.opened(on, session);
        subscriber.opened(on);
        window.opened(on, session, birth());
    }

    private io.serai.mqtt.@Nullable MqttMessage birth() {
        return spec.will()
                .flatMap(will ->
                        will.birth()
                                .map(payload ->
                                        new io.serai.mqtt.MqttMessage(
                                                will.message().topic(),
                                                payload,
                                                will.message().qos(),
                                                will.message().retained(),
                                                false)))
                .orElse(null);
    }

    private void connected(boolean session) {
        Instant now = time.now();
        if (status instanceof LinkStatus.Disconnected(Instant since, String _)) {
            LOG.info(
                    "{}: connected again after {} s",
                    spec.name(),
                    Duration.between(since, now).toSeconds());
        } else {
            LOG.info(
                    "{}: connected as {}{}",
                    spec.name(),
                    spec.clientId(),
                    session ? ", session resumed" : "");
        }
        wasConnected = true;
        become(new LinkStatus.Connected(now));
    }

    private void arrived(Wire on, MqttPublishMessage packet) {
        io.serai.mqtt.MqttMessage message = Packets.message(packet);
        if (message.qos() == Qos.AT_MOST_ONCE) {
            dispatch.dispatch(message, null);
            return;
        }
        Inbox.Receipt receipt = inbox.take(on, message, packet.variableHeader().packetId());
        if (receipt != null) {
            dispatch.dispatch(message, receipt);
        }
    }

    @Override
    public void writable(Wire on) {
        window.pump();
    }

    @Override
    public void closed(Wire on, @Nullable Throwable cause) {
        if (on != wire) {
            return;
        }
        boolean accepted = state == State.CONNECTED;
        wire = null;
        window.lost(accepted && !(cause instanceof BrokerFault));
        inbox.lost();
        subscriber.lost();
        if (state == State.CLOSED) {
            return;
        }
        if (closing != null) {
            shut();
            return;
        }
        boolean lasted = accepted && time.nanos() - openedAt >= STABLE.toNanos();
        if (lasted) {
            backoff.reset();
        }
        ejections = accepted && !lasted ? ejections + 1 : accepted ? 0 : ejections;
        state = State.AWAY;
        String reason = refusal;
        if (reason == null) {
            reason =
                    accepted && ejections >= EJECTIONS
                            ? FailureText.ejected(EJECTIONS, spec)
                            : FailureText.of(cause, spec);
        }
        away(reason);
    }

    private void away(String reason) {
        if (state == State.CLOSED) {
            return;
        }
        if (closing != null) {
            shut();
            return;
        }
        Duration delay = backoff.next();
        boolean known =
                status instanceof LinkStatus.Disconnected(Instant _, String told)
                        && told.equals(reason);
        Instant since =
                status instanceof LinkStatus.Disconnected(Instant before, String _)
                        ? before
                        : time.now();
        if (!known) {
            LOG.warn(
                    "{}: not connected: {}. It is tried again, every {} s at most.",
                    spec.name(),
                    reason,
                    Backoff.LONGEST.toSeconds());
        }
        become(new LinkStatus.Disconnected(since, reason));
        counters.add("mqtt.reconnects", spec.name());
        connectAfter(delay);
    }

    private void become(LinkStatus newStatus) {
        status = newStatus;
        whenStatusChanged.run();
    }

    private void tick() {
        window.tick();
        Wire on = wire;
        if (on == null) {
            return;
        }
        long now = time.nanos();
        if (state == State.CONNECTING) {
            if (on.isOpen() && now - openedAt > CONNACK_PATIENCE.toNanos()) {
                on.close(
                        new BrokerFault(
                                "the broker does not answer CONNECT within %d s"
                                        .formatted(CONNACK_PATIENCE.toSeconds())));
            }
            return;
        }
        if (window.isOverdue(PATIENCE) || subscriber.isOverdue(PATIENCE)) {
            on.close(
                    new BrokerFault(
                            "the broker has owed an acknowledgement for %d s"
                                    .formatted(PATIENCE.toSeconds())));
            return;
        }
        long keepAlive = spec.keepAlive().toNanos();
        if (pinged) {
            if (now - pingedAt > Math.max(keepAlive / 2, Duration.ofSeconds(2).toNanos())) {
                on.close(new BrokerFault("the broker does not answer PINGREQ"));
            }
            return;
        }
        // Early enough for a tick of a second; also when only reading is idle, to notice a dead
        // peer.
        long quiet = keepAlive - Math.min(keepAlive / 2, Duration.ofSeconds(2).toNanos());
        if (keepAlive > 0 && (now - on.lastWrite() >= quiet || now - on.lastRead() >= quiet)) {
            pinged = true;
            pingedAt = now;
            on.send(MqttMessage.PINGREQ);
        }
    }

    /// From any thread: sends what waits as far as the time goes, says the will's words and
    /// disconnects. Completes when the connection is closed.
    CompletableFuture<Void> close() {
        var done = new CompletableFuture<Void>();
        onLoop(() -> {
            if (closing != null) {
                var _ = closing.thenRun(() -> done.complete(null));
                return;
            }
            closing = done;
            window.drain();
            cancel(retry);
            if (state != State.CONNECTED) {
                shut();
                return;
            }
            var drained = new Drain(this::sayLastWord);
            drained.check();
        });
        return done;
    }

    /// Waits for the window to empty, not longer than [#DRAIN].
    private final class Drain {
        private final Runnable then;
        private final long until = time.nanos() + DRAIN.toNanos();

        Drain(Runnable then) {
            this.then = then;
        }

        void check() {
            if (state != State.CONNECTED) {
                return;
            }
            if (window.isDrained() || time.nanos() - until >= 0) {
                then.run();
            } else {
                time.schedule(Duration.ofMillis(20), () -> onLoop(this::check));
            }
        }
    }

    private void sayLastWord() {
        if (spec.will().isEmpty()) {
            disconnect(true);
            return;
        }
        window.sendLast(spec.will().get().message())
                .whenComplete((_, failure) -> onLoop(() -> disconnect(failure == null)));
        time.schedule(LAST_WORD, () -> onLoop(() -> disconnect(false)));
    }

    /// @param orderly false leaves it to the broker to publish the will
    private void disconnect(boolean orderly) {
        if (state != State.CONNECTED || wire == null) {
            return;
        }
        if (orderly) {
            wire.finish(MqttMessage.DISCONNECT);
        } else {
            wire.close(null);
        }
    }

    private void shut() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        cancel(retry);
        cancel(ticking);
        if (wire != null) {
            wire.close(null);
        }
        CompletableFuture<Void> kept =
                window.close("%s is closed; the message was not sent".formatted(spec.name()));
        become(new LinkStatus.Closed());
        CompletableFuture<Void> done = closing;
        if (done != null) {
            var _ = kept.thenRun(() -> done.complete(null));
        }
    }

    private static void cancel(Timekeeper.@Nullable Task task) {
        if (task != null) {
            task.cancel();
        }
    }
}

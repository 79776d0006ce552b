package io.serai.flowtest.run;

import io.serai.device.spi.DeviceException;
import io.serai.flow.FlowException;
import io.serai.flowtest.read.Expected;
import io.serai.flowtest.read.FlowTest;
import io.serai.flowtest.read.Matcher;
import io.serai.flowtest.read.Spans;
import io.serai.flowtest.read.Step;
import io.serai.flowtest.read.TestFileException;
import io.serai.flowtest.virtual.CompiledFlows;
import io.serai.time.Simulation;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/// One run of one test.
public final class FlowTestRun {

    private static final int LINES_SHOWN = 60;

    /// How long starting, stopping and the like may take in virtual time.
    private static final Duration LONGEST_ACT = Duration.ofMinutes(2);

    private final String tested;
    private final FlowTest test;
    private final TestedFiles house;
    private final Coverage coverage;
    private final CompiledFlows compiled;
    private final Duration patience;

    /// @param tested id of the flow
    /// @param patience on the machine's clock, for the whole test
    public FlowTestRun(
            String tested,
            FlowTest test,
            TestedFiles house,
            Coverage coverage,
            CompiledFlows compiled,
            Duration patience) {
        this.tested = tested;
        this.test = test;
        this.house = house;
        this.coverage = coverage;
        this.compiled = compiled;
        this.patience = patience;
    }

    public TestResult run(java.nio.file.Path file) {
        ZonedDateTime at = test.given().at();
        try (var simulation = new Simulation(at.toInstant(), at.getZone(), patience)) {
            var timeline = new Timeline(simulation);
            Optional<TestResult.Failure> failure;
            try {
                failure = Optional.empty();
                new Run(simulation, timeline).all();
            } catch (TestFailure e) {
                failure = Optional.of(failure(e.line(), e, timeline));
            } catch (TestFileException e) {
                failure = Optional.of(failure(e.line() > 0 ? e.line() : test.line(), e, timeline));
            } catch (Simulation.StuckException | IllegalStateException e) {
                failure = Optional.of(failure(test.line(), e, timeline));
            } catch (FlowException e) {
                failure =
                        Optional.of(
                                new TestResult.Failure(
                                        test.line(),
                                        "the flow cannot start: " + e.problem(),
                                        timeline.last(LINES_SHOWN)));
            }
            return new TestResult(
                    file,
                    test.name(),
                    test.line(),
                    Duration.ofNanos(simulation.nanos()),
                    simulation.spent(),
                    failure);
        }
    }

    private static TestResult.Failure failure(int line, Exception e, Timeline timeline) {
        return new TestResult.Failure(
                line, String.valueOf(e.getMessage()), timeline.last(LINES_SHOWN));
    }

    /// The test while it runs.
    private final class Run {
        private final Simulation simulation;
        private final Timeline timeline;
        private final TestEnvironment built;

        Run(Simulation simulation, Timeline timeline) throws FlowException {
            this.simulation = simulation;
            this.timeline = timeline;
            built =
                    act(
                            "start",
                            () -> {
                                var made =
                                        new TestEnvironment(
                                                house,
                                                test.given(),
                                                simulation,
                                                timeline,
                                                coverage,
                                                compiled);
                                made.start(tested);
                                return made;
                            });
        }

        void all() throws FlowException {
            settle();
            for (Step step : test.steps()) {
                take(step);
            }
            Optional<Timeline.Entry> unexpected = timeline.unexpectedFailure();
            if (unexpected.isPresent()) {
                throw new TestFailure(
                        test.line(),
                        "a message was not processed, and no step expects that: "
                                + unexpected.get().what());
            }
        }

        private <T> T act(String name, Callable<T> body) throws FlowException {
            try {
                return simulation.call(name, LONGEST_ACT, body);
            } catch (FlowException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        private void act(Step step, Runnable body) throws FlowException {
            boolean done =
                    act(
                            "step in line " + step.line(),
                            () -> {
                                body.run();
                                return true;
                            });
            if (done) {
                settle();
            }
        }

        /// Whatever is to happen at this moment happens.
        private void settle() {
            simulation.advance(Duration.ZERO);
        }

        private void take(Step step) throws FlowException {
            switch (step) {
                case Step.Publish publish -> act(step, () -> built.publish(publish));
                case Step.SetDevice set -> act(step, () -> built.set(set));
                case Step.BreakDevice broken -> act(step, () -> built.breakDevice(broken));
                case Step.Send send -> {
                    requireUp(send.line());
                    simulation.schedule(
                            Duration.ZERO,
                            act("step in line " + send.line(), () -> built.sending(send)));
                    settle();
                }
                case Step.Advance advance -> simulation.advance(advance.span());
                case Step.AdvanceTo to -> simulation.advance(until(to));
                case Step.AdvanceUntil until -> simulation.advance(until(until));
                case Step.Expect expect -> expect(expect);
                case Step.ExpectInOrder order -> expectInOrder(order);
                case Step.ExpectNone none -> expectNone(none);
                case Step.ExpectNothing nothing -> expectNothing(nothing);
                case Step.Broker broker -> act(step, () -> built.broker(broker.up()));
                case Step.Gateway gateway when gateway.up() -> gatewayUp(gateway.line());
                case Step.Gateway gateway -> gatewayDown(gateway.line());
                case Step.Restart restart -> {
                    gatewayDown(restart.line());
                    simulation.advance(restart.after());
                    gatewayUp(restart.line());
                }
                case Step.Redeploy redeploy -> {
                    requireUp(redeploy.line());
                    var _ =
                            act(
                                    "redeploy",
                                    () -> {
                                        built.redeploy(tested);
                                        return true;
                                    });
                    settle();
                }
            }
        }

        private void requireUp(int line) {
            if (!built.isUp()) {
                throw new TestFailure(line, "the gateway is down");
            }
        }

        private Duration until(Step.AdvanceTo step) {
            ZonedDateTime now = simulation.now().atZone(simulation.zone());
            ZonedDateTime then = now.with(step.time());
            return Duration.between(
                    now, then.isAfter(now) ? then : now.plusDays(1).with(step.time()));
        }

        private Duration until(Step.AdvanceUntil step) {
            Duration span = Duration.between(simulation.now(), step.moment());
            if (span.isNegative()) {
                throw new TestFailure(
                        step.line(),
                        "it is later than %s already: %s"
                                .formatted(
                                        step.moment(), simulation.now().atZone(simulation.zone())));
            }
            return span;
        }

        private void gatewayDown(int line) throws FlowException {
            requireUp(line);
            act(
                    "kill",
                    () -> {
                        built.die();
                        return true;
                    });
            settle();
        }

        private void gatewayUp(int line) throws FlowException {
            if (built.isUp()) {
                throw new TestFailure(line, "the gateway is up already");
            }
            act(
                    "start",
                    () -> {
                        built.startAgain(tested);
                        return true;
                    });
            settle();
        }

        /// Lets time pass until `condition` holds, `within` at most.
        private boolean await(Duration within, BooleanSupplier condition) {
            long deadline = simulation.nanos() + within.toNanos();
            settle();
            while (!condition.getAsBoolean()) {
                Optional<Instant> next = simulation.nextDue();
                Duration left = Duration.ofNanos(deadline - simulation.nanos());
                if (next.isEmpty() || next.get().isAfter(simulation.now().plus(left))) {
                    simulation.advance(left);
                    return condition.getAsBoolean();
                }
                simulation.advance(Duration.between(simulation.now(), next.get()));
            }
            return true;
        }

        private void expect(Step.Expect step) {
            switch (step.wanted()) {
                case Matcher.Event event when step.count().isPresent() ->
                        expectCount(step, event, step.count().get());
                case Matcher.Event event -> {
                    if (!await(step.within(), () -> timeline.find(event, 0).isPresent())) {
                        throw new TestFailure(
                                step.line(),
                                "expected %s%s; it did not come"
                                        .formatted(event, limit(step.within())));
                    }
                    timeline.find(event, 0).orElseThrow().take();
                }
                case Matcher.DeviceIs is -> {
                    requireUp(step.line());
                    if (!await(step.within(), () -> is.value().isText(device(is.id())))) {
                        throw new TestFailure(
                                step.line(),
                                "expected that device %s is %s%s; it is %s"
                                        .formatted(
                                                is.id(),
                                                is.value(),
                                                limit(step.within()),
                                                device(is.id())));
                    }
                }
                case Matcher.VariableIs is -> {
                    requireUp(step.line());
                    if (!await(step.within(), () -> holds(is))) {
                        throw new TestFailure(
                                step.line(),
                                "expected that variable %s is %s%s; it is %s"
                                        .formatted(
                                                is.name(),
                                                is.value(),
                                                limit(step.within()),
                                                variable(is.name())));
                    }
                }
            }
        }

        private static String limit(Duration within) {
            return within.isZero() ? "" : " within " + Spans.clock(within);
        }

        private void expectCount(Step.Expect step, Matcher.Event event, Expected count) {
            simulation.advance(step.within());
            List<Timeline.Entry> found = timeline.all(event);
            if (!count.is(found.size())) {
                throw new TestFailure(
                        step.line(),
                        "expected %s%s, %s times; it came %d times"
                                .formatted(event, limit(step.within()), count, found.size()));
            }
            found.forEach(Timeline.Entry::take);
        }

        private void expectInOrder(Step.ExpectInOrder step) {
            List<Timeline.Entry> found = new ArrayList<>();
            int from = 0;
            Duration left = step.within();
            for (Matcher each : step.wanted()) {
                Matcher.Event event = (Matcher.Event) each; // the reader lets no other pass
                int after = from;
                long before = simulation.nanos();
                if (!await(left, () -> timeline.find(event, after).isPresent())) {
                    throw new TestFailure(
                            step.line(),
                            "expected %s%s%s; it did not come"
                                    .formatted(
                                            event,
                                            found.isEmpty()
                                                    ? ""
                                                    : " after " + found.getLast().what(),
                                            limit(step.within())));
                }
                Timeline.Entry entry = timeline.find(event, after).orElseThrow();
                entry.take();
                found.add(entry);
                from = entry.number() + 1;
                left = left.minusNanos(simulation.nanos() - before);
            }
        }

        private void expectNone(Step.ExpectNone step) {
            if (!(step.wanted() instanceof Matcher.Event)) {
                requireUp(step.line());
            }
            boolean came =
                    switch (step.wanted()) {
                        case Matcher.Event event ->
                                await(step.within(), () -> timeline.find(event, 0).isPresent());
                        case Matcher.DeviceIs is ->
                                await(step.within(), () -> is.value().isText(device(is.id())));
                        case Matcher.VariableIs is -> await(step.within(), () -> holds(is));
                    };
            if (came) {
                String but =
                        step.wanted() instanceof Matcher.Event event
                                ? "; but: " + timeline.find(event, 0).orElseThrow().what()
                                : "";
                throw new TestFailure(
                        step.line(), "expected that not: %s%s".formatted(step.wanted(), but));
            }
        }

        private boolean holds(Matcher.VariableIs is) {
            Object value = built.variable(tested, is.name());
            return value instanceof String text ? is.value().isText(text) : is.value().is(value);
        }

        private void expectNothing(Step.ExpectNothing step) {
            if (await(step.within(), () -> !timeline.leftOver().isEmpty())) {
                throw new TestFailure(
                        step.line(),
                        "expected nothing else; but: " + timeline.leftOver().getFirst().what());
            }
        }

        private String device(String id) {
            try {
                return act("look at " + id, () -> built.device(id));
            } catch (DeviceException e) {
                return String.valueOf(e.getMessage());
            } catch (FlowException e) {
                throw new IllegalStateException(e); // looking starts no flow
            }
        }

        private Object variable(String name) {
            return java.util.Objects.requireNonNullElse(built.variable(tested, name), "not set");
        }
    }
}

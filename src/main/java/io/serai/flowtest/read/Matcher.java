package io.serai.flowtest.read;

import io.serai.mqtt.Qos;
import io.serai.mqtt.TopicFilter;

import java.util.Map;
import java.util.Optional;

/// What an expectation looks for.
///
/// Those about what happens take what they find, so that a later one finds the next; those about how
/// something is take nothing.
public sealed interface Matcher {

    /// Something that happens.
    sealed interface Event extends Matcher {

        boolean fits(TestEvent event);
    }

    /// A message is published.
    record Published(
            TopicFilter topic,
            Optional<Expected> payload,
            Optional<Qos> qos,
            Optional<Boolean> retained)
            implements Event {

        @Override
        public boolean fits(TestEvent event) {
            return event instanceof TestEvent.Out out
                    && topic.matches(out.message().topic().text())
                    && payload.map(each -> each.isText(out.text())).orElse(true)
                    && qos.map(out.message().qos()::equals).orElse(true)
                    && retained.map(each -> each == out.message().retained()).orElse(true);
        }

        @Override
        public String toString() {
            return "a message on %s%s%s%s"
                    .formatted(
                            topic,
                            payload.map(each -> " with payload " + each).orElse(""),
                            qos.map(each -> ", QoS " + each.level()).orElse(""),
                            retained.map(each -> each ? ", retained" : ", not retained")
                                    .orElse(""));
        }
    }

    /// A device is set to something that it was not.
    record DeviceBecomes(String id, Expected value) implements Event {

        @Override
        public boolean fits(TestEvent event) {
            return event instanceof TestEvent.DeviceSet set
                    && set.id().equals(id)
                    && value.isText(set.value());
        }

        @Override
        public String toString() {
            return "device %s becomes %s".formatted(id, value);
        }
    }

    /// The flow says something in its log.
    record Logged(Expected text, Optional<String> level) implements Event {

        @Override
        public boolean fits(TestEvent event) {
            return event instanceof TestEvent.Said said
                    && text.isText(said.text())
                    && level.map(said.level()::equals).orElse(true);
        }

        @Override
        public String toString() {
            return "log line %s%s"
                    .formatted(text, level.map(each -> " of level " + each).orElse(""));
        }
    }

    /// A message cannot be processed.
    record Failed(Expected reason) implements Event {

        @Override
        public boolean fits(TestEvent event) {
            return event instanceof TestEvent.Failure failure && reason.isText(failure.reason());
        }

        @Override
        public String toString() {
            return "failure " + reason;
        }
    }

    /// Something is sent to an endpoint outside the house.
    record Sent(
            UriPattern endpoint,
            Optional<Expected> body,
            Map<String, Expected> headers,
            Map<String, Expected> options)
            implements Event {

        @Override
        public boolean fits(TestEvent event) {
            return event instanceof TestEvent.Sent sent
                    && endpoint.matches(sent.uri())
                    && body.map(each -> each.isText(sent.body())).orElse(true)
                    && headers.entrySet().stream()
                            .allMatch(each -> each.getValue().is(sent.headers().get(each.getKey())))
                    && options.entrySet().stream()
                            .allMatch(
                                    each -> each.getValue().is(sent.options().get(each.getKey())));
        }

        @Override
        public String toString() {
            return "something sent to %s%s%s%s"
                    .formatted(
                            endpoint,
                            body.map(each -> " with body " + each).orElse(""),
                            headers.isEmpty() ? "" : " with headers " + headers,
                            options.isEmpty() ? "" : " with options " + options);
        }
    }

    /// What a device has now.
    record DeviceIs(String id, Expected value) implements Matcher {

        @Override
        public String toString() {
            return "device %s is %s".formatted(id, value);
        }
    }

    /// What a global variable of the flow holds now.
    record VariableIs(String name, Expected value) implements Matcher {

        @Override
        public String toString() {
            return "variable %s is %s".formatted(name, value);
        }
    }
}

package io.serai.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.acceptance.MqttProbe.Received;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// Asks flows which version of them answers. Such a flow takes numbered questions on `ask/NAME` and answers
/// on `answer/NAME` with what was asked, a word that stands in its file, and the id of the exchange, which
/// begins alike for as long as the flow was not started anew.
final class VersionProbe {

    private static final Duration PATIENCE = Duration.ofMillis(700);

    private static final AtomicInteger PROBES = new AtomicInteger();

    private final MqttProbe client;
    private final String id = "v" + PROBES.incrementAndGet();
    private final Map<String, Integer> asked = new ConcurrentHashMap<>();
    private final Map<String, Integer> firstThatCounts = new ConcurrentHashMap<>();

    VersionProbe(MqttProbe client) {
        this.client = client.subscribe("answer/#");
    }

    /// @param run the same as long as the flow was not started anew
    /// @param nanos when it came, as [System#nanoTime]
    record Answer(int question, String word, String run, long nanos) {

        static Answer of(Received message) {
            String[] words = message.text().split(" ", -1);
            return new Answer(
                    Integer.parseInt(words[1]),
                    words[2],
                    words[3].substring(0, words[3].lastIndexOf('-')),
                    message.nanos());
        }
    }

    /// A flow that can be asked.
    static String flow(String name, String word) {
        return route(
                name,
                "        - setBody:\n            simple: ${body} " + word + " ${exchangeId}\n");
    }

    /// A flow that can be asked, with steps that make the answer.
    static String route(String name, String steps) {
        return """
        - route:
            id: %1$s
            from:
              uri: paho:ask/%1$s
              parameters:
                qos: 1
              steps:
        %2$s
                - to:
                    uri: paho:answer/%1$s
                    parameters:
                      qos: 1
        """
                .formatted(name, steps.stripTrailing());
    }

    /// A flow in Java that can be asked.
    static String javaFlow(String type, String name, String word) {
        return """
        import org.apache.camel.builder.RouteBuilder;

        public class %1$s extends RouteBuilder {
            @Override
            public void configure() {
                from("paho:ask/%2$s?qos=1")
                        .routeId("%2$s")
                        .setBody(simple("${body} %3$s ${exchangeId}"))
                        .to("paho:answer/%2$s?qos=1");
            }
        }
        """
                .formatted(type, name, word);
    }

    private int question(String name) {
        int question = asked.merge(name, 1, Integer::sum);
        client.begin("ask/" + name, id + " " + question, 1, false);
        return question;
    }

    /// Asks once and waits for the answer.
    Answer ask(String name) {
        int question = question(name);
        Waiting.until(
                () -> "the answer of " + name + " to question " + question,
                () -> has(name, question));
        return answers(name).stream()
                .filter(answer -> answer.question() == question)
                .findFirst()
                .orElseThrow();
    }

    private boolean has(String name, int question) {
        return answers(name).stream().anyMatch(answer -> answer.question() == question);
    }

    /// Asks until the flow says `word`.
    ///
    /// @param since as [System#nanoTime]
    /// @return how long after `since` the first such answer came
    Duration awaitWord(String name, String word, long since) {
        Waiting.until(
                () -> "\"%s\" from %s, which says %s".formatted(word, name, words(name)),
                () -> {
                    question(name);
                    return words(name).contains(word);
                });
        return answers(name).stream()
                .filter(answer -> answer.word().equals(word))
                .map(answer -> Duration.ofNanos(answer.nanos() - since))
                .findFirst()
                .orElseThrow();
    }

    Duration awaitWord(String name, String word) {
        return awaitWord(name, word, System.nanoTime());
    }

    /// Asks a new flow until it says `word`. Questions count from then on.
    void awaitNew(String name, String word) {
        awaitWord(name, word);
        firstThatCounts.put(name, ask(name).question());
    }

    /// Asks for so long, and waits for no answer.
    void keepAsking(String name, Duration span) {
        long end = System.nanoTime() + span.toNanos();
        Waiting.until(
                () -> "the end of the questions",
                () -> {
                    question(name);
                    return System.nanoTime() > end;
                });
    }

    /// Waits until questions to `name` stay without an answer.
    void awaitSilence(String name) {
        Waiting.until(() -> name + " to fall silent", () -> !isAnswering(name));
    }

    /// Whether one question is answered before long.
    boolean isAnswering(String name) {
        int question = question(name);
        long end = System.nanoTime() + PATIENCE.toNanos();
        Waiting.until(
                () -> "an answer or the end of patience",
                () -> has(name, question) || System.nanoTime() > end);
        return has(name, question);
    }

    /// Every answer of a flow to this probe, in the order they came.
    List<Answer> answers(String name) {
        return client.on("answer/" + name).stream()
                .filter(message -> message.text().startsWith(id + " "))
                .map(Answer::of)
                .toList();
    }

    /// What a flow has said, without repetitions in a row.
    List<String> words(String name) {
        List<String> words = new ArrayList<>();
        for (Answer answer : answers(name)) {
            if (words.isEmpty() || !words.getLast().equals(answer.word())) {
                words.add(answer.word());
            }
        }
        return words;
    }

    /// Every question that counts has one answer, and they came in order: no gap and no double, whatever was
    /// edited meanwhile.
    void assertAllAnsweredOnceInOrder(String name) {
        int first = firstThatCounts.getOrDefault(name, 1);
        int last = asked.get(name);
        Waiting.until(() -> name + " to answer question " + last, () -> has(name, last));
        assertThat(answers(name).stream().map(Answer::question).filter(each -> each >= first))
                .as("answers of %s", name)
                .containsExactlyElementsOf(IntStream.rangeClosed(first, last).boxed().toList());
    }
}

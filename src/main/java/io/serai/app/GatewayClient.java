package io.serai.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.serai.flow.Problem;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Talks to the gateway that runs on this machine with the same settings.
final class GatewayClient implements AutoCloseable {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(70); // the gateway's own is 60
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;

    private final String url;
    private final Path token;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_LIMIT)
                    .build();

    private GatewayClient(String url, Path token) {
        this.url = url;
        this.token = token;
    }

    /// @throws CommandFailedException when nothing says where a gateway answers
    static GatewayClient of(Settings settings) {
        String host = settings.console().host();
        int port = settings.console().port();
        String url =
                port == 0
                        ? urlIn(ControlFiles.url(settings.data()))
                        : "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        return new GatewayClient(url, ControlFiles.token(settings.data()));
    }

    private static String urlIn(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException _) {
            throw new CommandFailedException(
                    "No gateway runs: there is no %s. Start it with serai run.".formatted(file));
        } catch (IOException e) {
            throw new CommandFailedException(
                    "%s cannot be read: %s.".formatted(file, e.getMessage()));
        }
    }

    /// A part of a path or query as it may stand in one.
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    JsonNode get(String path) throws InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + path)).GET());
    }

    JsonNode post(String path) throws InterruptedException {
        return post(path, BodyPublishers.noBody());
    }

    JsonNode post(String path, JsonNode body) throws InterruptedException {
        return post(path, BodyPublishers.ofString(body.toString()));
    }

    private JsonNode post(String path, BodyPublisher body) throws InterruptedException {
        return send(
                HttpRequest.newBuilder(URI.create(url + path))
                        .POST(body)
                        .header("Authorization", "Bearer " + secret()));
    }

    private String secret() {
        try {
            return Files.readString(token).strip();
        } catch (NoSuchFileException _) {
            // A gateway that runs has made one; without it there is probably none.
            return "";
        } catch (AccessDeniedException _) {
            throw new CommandFailedException(
                    "%s may be read by the gateway's user only. Command it as that user, as in sudo -u"
                                    .formatted(token)
                            + " serai serai list.");
        } catch (IOException e) {
            throw new CommandFailedException(
                    "%s cannot be read: %s.".formatted(token, e.getMessage()));
        }
    }

    private JsonNode send(HttpRequest.Builder request) throws InterruptedException {
        HttpResponse<byte[]> answer;
        JsonNode body;
        try {
            answer =
                    client.send(
                            request.timeout(ANSWER_LIMIT).build(),
                            HttpResponse.BodyHandlers.ofByteArray());
            body = json.readTree(answer.body());
        } catch (ConnectException | HttpConnectTimeoutException _) {
            throw new CommandFailedException(
                    "No gateway answers at %s. Start it with serai run.".formatted(url));
        } catch (HttpTimeoutException _) {
            throw new CommandFailedException(
                    "The gateway at %s did not answer within %d s."
                            .formatted(url, ANSWER_LIMIT.toSeconds()));
        } catch (IOException e) {
            throw new CommandFailedException(
                    "What answers at %s is no gateway: %s.".formatted(url, e.getMessage()));
        }
        if (answer.statusCode() == OK) {
            return body;
        }
        if (answer.statusCode() == UNAUTHORIZED) {
            throw new CommandFailedException(
                    "The gateway at %s does not take the token in %s. Does it run with another data.dir?"
                            .formatted(url, token));
        }
        if (!body.hasNonNull("error")) {
            throw new CommandFailedException(
                    "What answers at %s is no gateway: HTTP %d."
                            .formatted(url, answer.statusCode()));
        }
        throw new CommandFailedException(body.get("error").asText(), problems(body));
    }

    static List<Problem> problems(JsonNode of) {
        List<Problem> problems = new ArrayList<>();
        for (JsonNode each : of.path("problems")) {
            problems.add(
                    new Problem(
                            Path.of(each.path("file").asText()),
                            each.path("line").asInt(),
                            each.path("text").asText()));
        }
        return problems;
    }

    @Override
    public void close() {
        client.close();
    }
}

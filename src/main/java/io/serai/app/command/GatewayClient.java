package io.serai.app.command;

import com.fasterxml.jackson.databind.JsonNode;

import io.serai.app.gateway.ControlFiles;
import io.serai.app.gateway.Settings;
import io.serai.flow.Problem;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Talks to the gateway that runs on this machine with the same settings.
final class GatewayClient {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(70); // the gateway's own is 60
    private static final int OK = 200;
    private static final int FIRST_ERROR = 400;
    private static final int UNAUTHORIZED = 401;

    private final String url;
    private final Path token;

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

    JsonNode get(String path) {
        return send("GET", path, new byte[0]);
    }

    JsonNode delete(String path) {
        return send("DELETE", path, new byte[0]);
    }

    JsonNode post(String path) {
        return send("POST", path, new byte[0]);
    }

    JsonNode post(String path, JsonNode body) {
        return send("POST", path, body.toString().getBytes(StandardCharsets.UTF_8));
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

    private JsonNode send(String method, String path, byte[] body) {
        int status;
        JsonNode answer;
        try {
            HttpURLConnection connection = connection(method, path);
            if (!method.equals("GET")) {
                connection.setRequestProperty("Authorization", "Bearer " + secret());
            }
            if (method.equals("POST")) {
                connection.setDoOutput(true);
                connection.setFixedLengthStreamingMode(body.length);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body);
                }
            }
            status = connection.getResponseCode();
            if (status == UNAUTHORIZED) {
                throw new CommandFailedException(
                        "The gateway at %s does not take the token in %s. Does it run with another data.dir?"
                                .formatted(url, token));
            }
            try (InputStream in =
                    status < FIRST_ERROR
                            ? connection.getInputStream()
                            : connection.getErrorStream()) {
                answer = JsonText.parse(in == null ? new byte[0] : in.readAllBytes());
            }
        } catch (ConnectException _) {
            throw new CommandFailedException(
                    "No gateway answers at %s. Start it with serai run.".formatted(url));
        } catch (SocketTimeoutException _) {
            throw new CommandFailedException(
                    "The gateway at %s did not answer within %d s."
                            .formatted(url, ANSWER_LIMIT.toSeconds()));
        } catch (IOException e) {
            throw new CommandFailedException(
                    "What answers at %s is no gateway: %s.".formatted(url, e.getMessage()));
        }
        if (status == OK) {
            return answer;
        }
        if (!answer.hasNonNull("error")) {
            throw new CommandFailedException(
                    "What answers at %s is no gateway: HTTP %d.".formatted(url, status));
        }
        throw new CommandFailedException(answer.get("error").asText(), problems(answer));
    }

    /// Of the JDK's two clients the one that starts quickly: the other sets up TLS in any case.
    private HttpURLConnection connection(String method, String path) throws IOException {
        var connection =
                (HttpURLConnection) URI.create(url + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        connection.setConnectTimeout((int) CONNECT_LIMIT.toMillis());
        connection.setReadTimeout((int) ANSWER_LIMIT.toMillis());
        connection.setInstanceFollowRedirects(false);
        return connection;
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
}

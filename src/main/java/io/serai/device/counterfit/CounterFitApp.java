package io.serai.device.counterfit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.serai.device.spi.DeviceException;
import io.serai.device.spi.DeviceValue;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/// One CounterFit app. Its answers carry JSON under the type `text/html`, so the type is not looked
/// at. Thread-safe.
final class CounterFitApp implements AutoCloseable {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(3);
    private static final int LONGEST_ANSWER = 64 * 1024;
    private static final int LONGEST_QUOTE = 80;
    private static final ObjectMapper JSON = new ObjectMapper();

    // Of this app alone: a gateway without CounterFit is spared the client's classes and its
    // thread.
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();
    private final URI url;
    private final AtomicBoolean greeted = new AtomicBoolean();

    CounterFitApp(URI url) {
        this.url = url;
    }

    URI url() {
        return url;
    }

    /// Tells the app once that somebody is there; its page waits for that.
    void greet() {
        if (!greeted.get()) {
            post("/connect", "");
            greeted.set(true);
        }
    }

    DeviceValue sensorValue(int port) {
        String path = "/sensor_value?port=" + port;
        String body = send(path, request(path).GET().build());
        JsonNode value;
        try {
            JsonNode root = JSON.readTree(body);
            value = root == null ? null : root.get("value");
        } catch (JsonProcessingException e) {
            throw new DeviceException(
                    "cannot use the answer of %s%s: it is not JSON: %s. Is that a CounterFit app?"
                            .formatted(url, path, quote(body)),
                    e);
        }
        if (value != null && value.isBoolean()) {
            return new DeviceValue.OnOff(value.booleanValue());
        }
        if (value != null && value.isNumber() && Double.isFinite(value.doubleValue())) {
            return new DeviceValue.Number(value.doubleValue());
        }
        throw new DeviceException(
                "cannot use the answer of %s%s: it has no number, true or false as \"value\": %s. Is there a number or button sensor on that port?"
                        .formatted(url, path, quote(body)));
    }

    void setActuator(int port, DeviceValue value) {
        String json =
                switch (value) {
                    case DeviceValue.OnOff(boolean on) -> Boolean.toString(on);
                    case DeviceValue.Number(double number) -> Double.toString(number);
                };
        post("/actuator_value?port=" + port, "{\"value\": " + json + "}");
    }

    private void post(String path, String json) {
        send(
                path,
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path));
    }

    private String send(String path, HttpRequest request) {
        HttpResponse<String> response = exchange(path, request);
        if (response.statusCode() == 404) {
            throw new DeviceException(
                    "is not in CounterFit: %s%s answers 404 %s. Create it on the app's page with that port."
                            .formatted(url, path, quote(response.body())));
        }
        if (response.statusCode() != 200) {
            throw new DeviceException(
                    "was refused by CounterFit: %s%s answers %d %s. See the app's own log."
                            .formatted(url, path, response.statusCode(), quote(response.body())));
        }
        return response.body();
    }

    /// Waits for the whole answer: the client's own timeout ends with the headers, and an app that
    /// then dribbles would hold the device for ever.
    private HttpResponse<String> exchange(String path, HttpRequest request) {
        CompletableFuture<HttpResponse<String>> answer =
                client.sendAsync(
                        request,
                        HttpResponse.BodyHandlers.limiting(
                                HttpResponse.BodyHandlers.ofString(), LONGEST_ANSWER));
        try {
            return answer.get(REQUEST_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new DeviceException(
                    "got no answer from %s%s within %d s. Restart the app."
                            .formatted(url, path, REQUEST_TIMEOUT.toSeconds()),
                    e);
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new DeviceException("was interrupted while it waited for " + url + ".", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            boolean absent =
                    cause instanceof ConnectException
                            || cause instanceof HttpConnectTimeoutException;
            throw new DeviceException(
                    absent
                            ? "cannot reach CounterFit at %s. Start the app or correct the url."
                                    .formatted(url)
                            : "lost the connection to CounterFit at %s%s: %s. Start the app or correct the url."
                                    .formatted(url, path, cause.getMessage()),
                    cause);
        }
    }

    private static String quote(String body) {
        String line = body.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_QUOTE
                ? '"' + line + '"'
                : '"' + line.substring(0, LONGEST_QUOTE) + "…\"";
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}

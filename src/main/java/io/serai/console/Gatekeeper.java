package io.serai.console;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;

/// Lets in who may come in: programs of this machine that name it as they should, no foreign page in a
/// browser of it; and to command, only who can read the token.
final class Gatekeeper {

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");

    private final String host;
    private final byte[] authorization;

    /// @param host where the server listens
    /// @param token that whoever changes something has to send
    Gatekeeper(String host, String token) {
        this.host = host;
        authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
    }

    /// Lets a request in to read.
    ///
    /// @throws RefusedException with the reason
    void admit(HttpServerRequest request) {
        String name = request.authority() == null ? "" : request.authority().host();
        // A name that resolves to loopback must not let a foreign page in (DNS rebinding).
        if (!name.equals(host) && !LOOPBACK.contains(name)) {
            throw refused(403, "this host name is not served");
        }
        String origin = request.getHeader("Origin");
        if (origin != null && !origin.equals("http://" + request.authority())) {
            throw refused(403, "pages of other origins are not served");
        }
    }

    /// Lets a request that was admitted command, if that is what it wants.
    ///
    /// @throws RefusedException with the reason
    void admitCommand(HttpServerRequest request) {
        if (!isReading(request) && !hasToken(request)) {
            throw refused(
                    401,
                    "only who sends the token in data/control.token may command; serai does so by"
                            + " itself");
        }
    }

    static boolean isReading(HttpServerRequest request) {
        return READING.contains(request.method());
    }

    private boolean hasToken(HttpServerRequest request) {
        String given = request.getHeader("Authorization");
        return given != null
                && MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), authorization);
    }

    private static RefusedException refused(int status, String why) {
        return new RefusedException(status, why, List.of());
    }
}

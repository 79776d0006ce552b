package io.serai.console;

import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/// Lets in who may come in: programs of this machine that name it as they should, the gateway's own page
/// and no foreign one in a browser of it; and to command, who can read the token, or the page itself.
final class Gatekeeper {

    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]", "::1");
    private static final int KEY_BYTES = 24;

    private final String host;
    private final byte[] authorization;
    private final String pageKey;

    /// @param host where the server listens
    /// @param token that whoever changes something has to send
    Gatekeeper(String host, String token) {
        this.host = host;
        authorization = ("Bearer " + token).getBytes(StandardCharsets.UTF_8);
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        pageKey = Base64.getUrlEncoder().withoutPadding().encodeToString(key);
    }

    /// Lets a request in to read.
    ///
    /// @throws RefusedException with the reason
    void admit(HttpServerRequest request) {
        // What stands between may go by another one than we do.
        if (request.headers().getAll(HttpHeaders.HOST).size() > 1) {
            throw refused(400, "a request names one host");
        }
        String name = request.authority() == null ? "" : request.authority().host();
        // A name that resolves to loopback must not let a foreign page in (DNS rebinding).
        if (!name.equals(host) && !LOOPBACK.contains(name)) {
            throw refused(403, "this host name is not served");
        }
        if (request.getHeader("Origin") != null && !isFromOwnPage(request)) {
            throw refused(403, "pages of other origins are not served");
        }
    }

    /// Lets a request that was admitted command, if that is what it wants.
    ///
    /// @throws RefusedException with the reason
    void admitCommand(HttpServerRequest request) {
        if (isReading(request) || hasToken(request)) {
            return;
        }
        if (!isFromOwnPage(request)) {
            throw refused(
                    401,
                    "only who sends the token in data/control.token may command; serai does so by"
                            + " itself");
        }
        if (!hasPageKey(request)) {
            throw refused(401, "this page is from an earlier run of the gateway; load it again");
        }
    }

    static boolean isReading(HttpServerRequest request) {
        return READING.contains(request.method());
    }

    /// What the page's browser is to keep, so that the page may command: out of reach of scripts, and sent by
    /// no other site.
    String pageCookie(HttpServerRequest request) {
        return cookieName(request) + "=" + pageKey + "; Path=/; HttpOnly; SameSite=Strict";
    }

    /// Browsers keep one jar for all ports of a host.
    private static String cookieName(HttpServerRequest request) {
        return "serai-" + request.localAddress().port();
    }

    private static boolean isFromOwnPage(HttpServerRequest request) {
        return ("http://" + request.authority()).equals(request.getHeader("Origin"));
    }

    private boolean hasPageKey(HttpServerRequest request) {
        Cookie cookie = request.getCookie(cookieName(request));
        return cookie != null
                && isSame(cookie.getValue(), pageKey.getBytes(StandardCharsets.UTF_8));
    }

    private boolean hasToken(HttpServerRequest request) {
        String given = request.getHeader("Authorization");
        return given != null && isSame(given, authorization);
    }

    private static boolean isSame(String given, byte[] wanted) {
        return MessageDigest.isEqual(given.getBytes(StandardCharsets.UTF_8), wanted);
    }

    private static RefusedException refused(int status, String why) {
        return new RefusedException(status, why, List.of());
    }
}

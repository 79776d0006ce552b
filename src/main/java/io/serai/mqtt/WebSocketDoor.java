package io.serai.mqtt;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;

/// Who may begin MQTT over WebSocket. A browser lets any page of the world open a WebSocket to any address,
/// and names the page in `Origin`; programs send none, or their own address. Immutable.
public final class WebSocketDoor {

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]", Pattern.CASE_INSENSITIVE);

    /// A name can be made to lead anywhere (DNS rebinding), an address cannot.
    private static final Pattern ADDRESS =
            Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-fA-F:.]+]");

    private final boolean loopback;
    private final String host;
    private final List<String> origins;
    private final IntSupplier httpPort;

    /// @param host what the listener is set to listen on
    /// @param loopback whether that admits this machine only
    /// @param origins further pages, see [#isOrigin]
    /// @param httpPort where the gateway serves pages of its own
    public WebSocketDoor(
            String host, boolean loopback, List<String> origins, IntSupplier httpPort) {
        this.host = host.toLowerCase(Locale.ROOT);
        this.loopback = loopback;
        this.origins = origins.stream().map(each -> each.toLowerCase(Locale.ROOT)).toList();
        this.httpPort = httpPort;
    }

    /// Whether `text` is what a browser sends for a page: `https://house.example`.
    public static boolean isOrigin(String text) {
        return authority(text) != null;
    }

    /// Why a handshake is refused, in words; null when it is not.
    ///
    /// @param hosts its `Host` headers
    /// @param named its `Origin` headers
    public @Nullable String refusal(List<String> hosts, List<String> named) {
        if (hosts.size() > 1 || named.size() > 1) {
            return "Host and Origin may be given once";
        }
        String asked = hosts.isEmpty() ? "" : hosts.getFirst().toLowerCase(Locale.ROOT);
        String name = name(asked);
        // A name that resolves to loopback must not let a foreign page in (DNS rebinding).
        if (loopback && !isLoopback(name) && !name.equals(host) && !isOfListedPage(name)) {
            return "the host name \"%s\" is not served here".formatted(name);
        }
        if (named.isEmpty()) {
            return null;
        }
        String origin = named.getFirst().toLowerCase(Locale.ROOT);
        return origins.contains(origin) || isOwn(origin, asked)
                ? null
                : "pages of %s are not admitted; broker.websocket-origins may name them"
                        .formatted(origin);
    }

    private boolean isOwn(String origin, String asked) {
        String authority = authority(origin);
        if (authority == null) {
            return false;
        }
        boolean secret = origin.startsWith("https:");
        if (authority.equals(asked)) {
            // Some programs name the very listener. No page is served there, so a browser cannot
            // mean it,
            // unless a name was turned round; and never with https, which is not spoken there.
            return secret || isFixed(name(asked));
        }
        String page = name(authority);
        boolean sameHost =
                page.equals(name(asked)) || (isLoopback(page) && isLoopback(name(asked)));
        return !secret && sameHost && isFixed(page) && port(authority) == httpPort.getAsInt();
    }

    private boolean isFixed(String name) {
        return isLoopback(name) || ADDRESS.matcher(name).matches() || name.equals(host);
    }

    private boolean isOfListedPage(String name) {
        return origins.stream()
                .map(WebSocketDoor::authority)
                .anyMatch(each -> each != null && name(each).equals(name));
    }

    private static boolean isLoopback(String name) {
        return LOOPBACK.matcher(name).matches();
    }

    /// `house.example:3000` of `http://house.example:3000`, or null.
    private static @Nullable String authority(String origin) {
        try {
            var uri = new URI(origin);
            String authority = uri.getRawAuthority();
            boolean bare = uri.getScheme() != null && authority != null && uri.getHost() != null;
            return bare && origin.equals(uri.getScheme() + "://" + authority) ? authority : null;
        } catch (URISyntaxException _) {
            return null;
        }
    }

    private static String name(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }

    private static int port(String authority) {
        String name = name(authority);
        if (name.length() == authority.length()) {
            return 80;
        }
        try {
            return Integer.parseInt(authority.substring(name.length() + 1));
        } catch (NumberFormatException _) {
            return -1;
        }
    }
}

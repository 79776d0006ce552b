package io.serai.device;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/// What counts as the address of an HTTP app.
public final class HttpUrls {

    static final String RULE = "must be a URL such as http://127.0.0.1:5000";

    private HttpUrls() {}

    /// The URL without a slash at its end, or empty when `text` is none.
    public static Optional<URI> parse(String text) {
        try {
            URI url = new URI(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            return http
                            && url.getHost() != null
                            && url.getQuery() == null
                            && url.getFragment() == null
                            && url.getUserInfo() == null
                    ? Optional.of(url)
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }
}

package io.serai.runtime;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/// Which components the libraries bring: each lists its own in a file of a known name.
final class CamelSchemes {

    private static final String LISTING = "META-INF/services/org/apache/camel/component.properties";

    private CamelSchemes() {}

    static Set<String> onClasspath() {
        Set<String> schemes = new TreeSet<>();
        try {
            for (URL listing :
                    Collections.list(CamelSchemes.class.getClassLoader().getResources(LISTING))) {
                try (InputStream in = listing.openStream()) {
                    var properties = new Properties();
                    properties.load(in);
                    schemes.addAll(
                            List.of(properties.getProperty("components", "").trim().split("\\s+")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        schemes.remove("");
        return schemes;
    }
}

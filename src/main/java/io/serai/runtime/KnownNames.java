package io.serai.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import io.serai.node.spi.KnowsOptions;
import io.serai.node.spi.NodeManual;

import org.apache.camel.CamelContext;
import org.apache.camel.CatalogCamelContext;
import org.apache.camel.Component;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/// What a flow can name here: the libraries on the class path list what they bring, in files of known names.
public final class KnownNames {

    private static final String LISTINGS = "META-INF/services/org/apache/camel/";

    /// Those of every endpoint, which Camel lists only with its own components.
    private static final Map<String, String> COMMON =
            Map.of(
                    "bridgeErrorHandler", "boolean",
                    "exceptionHandler", "object",
                    "exchangePattern", "enum",
                    "lazyStartProducer", "boolean");

    private static final Set<String> COMPONENTS = listed("component.properties", "components");
    private static final Set<String> LANGUAGES = listed("language.properties", "languages");
    private static final Set<String> DATA_FORMATS = listed("dataformat.properties", "dataFormats");

    /// By scheme; the same in every flow, as all have the same palette and class path.
    private static final Map<String, Map<String, String>> OPTIONS = new ConcurrentHashMap<>();

    private static final ObjectMapper JSON = new ObjectMapper();

    private final CamelContext context;

    public KnownNames(CamelContext context) {
        this.context = context;
    }

    public Set<String> schemes() {
        Set<String> names = new TreeSet<>(context.getComponentNames());
        names.addAll(COMPONENTS);
        return names;
    }

    /// Schemes of the components that the libraries bring.
    public static Set<String> componentsOfLibraries() {
        return COMPONENTS;
    }

    public static Set<String> languages() {
        return LANGUAGES;
    }

    /// Whether the libraries bring a language.
    ///
    /// @param member as the YAML DSL calls it where an expression stands
    public static boolean hasLanguage(String member) {
        return switch (member) {
            case "expression", "language" -> true;
            case "method" -> LANGUAGES.contains("bean");
            default -> LANGUAGES.contains(member);
        };
    }

    /// Whether the libraries bring a data format.
    ///
    /// @param member as the YAML DSL calls it where a data format stands
    /// @param library that is asked for; empty for the usual one
    public static boolean hasDataFormat(String member, String library) {
        return switch (member) {
            case "custom" -> true;
            case "json" ->
                    DATA_FORMATS.contains(
                            library.isEmpty() ? "jackson" : library.toLowerCase(Locale.ROOT));
            default -> DATA_FORMATS.contains(member);
        };
    }

    /// What the options of an endpoint take, by name: Camel's word for it, such as `boolean` or `duration`.
    /// Empty for a component that takes any option.
    ///
    /// @param scheme of a component that there is
    public Map<String, String> options(String scheme) {
        return OPTIONS.computeIfAbsent(scheme, this::readOptions);
    }

    private Map<String, String> readOptions(String scheme) {
        Map<String, String> options = new TreeMap<>();
        Component component = context.getComponent(scheme, true, false);
        if (component instanceof KnowsOptions ours) {
            options.putAll(COMMON);
            options.putAll(ours.options());
        }
        JsonNode catalog = catalog(scheme);
        if (catalog.at("/component/lenientProperties").asBoolean()) {
            return Map.of();
        }
        catalog.path("properties")
                .properties()
                .forEach(each -> {
                    if (each.getValue().path("kind").asText().equals("parameter")) {
                        options.put(each.getKey(), each.getValue().path("type").asText());
                    }
                });
        return Map.copyOf(options);
    }

    /// What is known of a component, in the words of the palette where it is one of its own; nothing of one that
    /// says nothing.
    public JsonNode component(String scheme) {
        return NodeManual.of(scheme).orElseGet(() -> catalog(scheme));
    }

    private JsonNode catalog(String scheme) {
        return parsed(
                () -> ((CatalogCamelContext) context).getComponentParameterJsonSchema(scheme));
    }

    /// What is known of a step of the YAML DSL; nothing of one that there is not.
    public JsonNode step(String name) {
        return parsed(() -> ((CatalogCamelContext) context).getEipParameterJsonSchema(name));
    }

    private interface Text {
        @Nullable String read() throws IOException;
    }

    private static JsonNode parsed(Text text) {
        try {
            String json = text.read();
            return json == null ? JSON.missingNode() : JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> listed(String file, String key) {
        Set<String> names = new TreeSet<>();
        try {
            for (URL listing :
                    Collections.list(
                            KnownNames.class.getClassLoader().getResources(LISTINGS + file))) {
                try (InputStream in = listing.openStream()) {
                    var properties = new Properties();
                    properties.load(in);
                    names.addAll(List.of(properties.getProperty(key, "").trim().split("\\s+")));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        names.remove("");
        return names;
    }
}

package io.serai.runtime;

import io.serai.flow.FlowPicture;

import org.apache.camel.NamedNode;
import org.apache.camel.component.paho.PahoConstants;
import org.apache.camel.component.paho.mqtt5.PahoMqtt5Constants;
import org.apache.camel.model.AggregateDefinition;
import org.apache.camel.model.CatchDefinition;
import org.apache.camel.model.DataFormatDefinition;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.HasExpressionType;
import org.apache.camel.model.LogDefinition;
import org.apache.camel.model.MarshalDefinition;
import org.apache.camel.model.OnExceptionDefinition;
import org.apache.camel.model.SetHeaderDefinition;
import org.apache.camel.model.SetHeadersDefinition;
import org.apache.camel.model.SetPropertyDefinition;
import org.apache.camel.model.SetVariableDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.UnmarshalDefinition;
import org.apache.camel.model.dataformat.JsonDataFormat;
import org.apache.camel.model.language.ExpressionDefinition;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is written on a node: a few words, the whole of it, and what its address names.
final class NodeLabel {

    private static final int LABEL_CHARACTERS = 48;
    private static final Pattern ADDRESS = Pattern.compile("([a-zA-Z][\\w+.-]*):(?://)?([^?]*).*");
    private static final Pattern BROKER =
            Pattern.compile("[?&]brokerUrl=(?:RAW\\()?[a-z0-9]+://(?:[^@/&]*@)?([^/&?)]+)");

    /// What an object is called that has no words for itself, a lambda among them.
    private static final Pattern CODE = Pattern.compile("\\$\\$Lambda|\\w@[0-9a-f]+");

    private static final String JAVA = "(Java)";
    private static final Set<String> MQTT = Set.of("paho", "paho-mqtt5");
    private static final Set<String> DEVICES = Set.of("sensor", "device", "simulate");
    private static final Set<String> CALLS = Set.of("direct", "seda");

    /// Those that lead nowhere outside, though they are written as endpoints.
    private static final Set<String> INNER =
            Set.of(
                    "direct",
                    "seda",
                    "threshold",
                    "bean",
                    "class",
                    "language",
                    "dataformat",
                    "validator",
                    "json-validator",
                    "xslt",
                    "jslt",
                    "jq",
                    "mock",
                    "log",
                    "controlbus",
                    "dataset");

    private final String type;
    private final @Nullable String address;
    private final @Nullable String scheme;
    private final String path;
    private final String label;
    private final String detail;
    private final boolean isDynamic;
    private final boolean overridesTopic;
    private final UnaryOperator<String> values;

    /// @param values puts in what `{{name}}` stands for
    NodeLabel(NamedNode node, UnaryOperator<String> values) {
        this.values = values;
        type = node.getShortName();
        isDynamic =
                node instanceof ToDynamicDefinition dynamic
                        && dynamic.getUri() != null
                        && dynamic.getUri().contains("${");
        address = address(node);
        Matcher parts = ADDRESS.matcher(address == null ? "" : address);
        scheme = parts.matches() ? parts.group(1) : null;
        path = parts.matches() ? parts.group(2) : "";
        detail = String.valueOf(URISupport.sanitizeUri(detail(node)));
        label = label(node);
        overridesTopic =
                switch (node) {
                    case SetHeaderDefinition one -> isOverride(one.getName());
                    case SetHeadersDefinition some ->
                            some.getHeaders().stream().anyMatch(each -> isOverride(each.getName()));
                    default -> false;
                };
    }

    private static boolean isOverride(String header) {
        return header.equals(PahoConstants.CAMEL_PAHO_OVERRIDE_TOPIC)
                || header.equals(PahoMqtt5Constants.CAMEL_PAHO_OVERRIDE_TOPIC);
    }

    /// Whether the next step that publishes does so on a topic known only then.
    boolean overridesTopic() {
        return overridesTopic;
    }

    private static @Nullable String address(NamedNode node) {
        return switch (node) {
            case ToDynamicDefinition dynamic -> dynamic.getUri();
            case EndpointRequiredDefinition named -> named.getEndpointUri();
            default -> null;
        };
    }

    private String detail(NamedNode node) {
        if (address != null) {
            return address;
        }
        return switch (node) {
            case HasExpressionType asking when asking.getExpressionType() != null ->
                    expression(asking.getExpressionType());
            case LogDefinition log -> log.getMessage() == null ? "" : log.getMessage();
            case UnmarshalDefinition format -> dataFormat(format.getDataFormatType());
            case MarshalDefinition format -> dataFormat(format.getDataFormatType());
            case CatchDefinition caught -> names(caught.getExceptions());
            case OnExceptionDefinition caught -> names(caught.getExceptions());
            case AggregateDefinition collecting
                    when collecting.getCorrelationExpression() != null
                            && collecting.getCorrelationExpression().getExpressionType() != null ->
                    expression(collecting.getCorrelationExpression().getExpressionType());
            default -> "";
        };
    }

    /// As it is written; code of a Java route has no text to show.
    private static String expression(ExpressionDefinition expression) {
        String text = expression.getExpression();
        if (text == null && expression.getPredicate() != null) {
            text = expression.getPredicate().toString();
        }
        if (text == null && expression.getExpressionValue() != null) {
            text = expression.getExpressionValue().toString();
        }
        return text == null || CODE.matcher(text).find() ? JAVA : text;
    }

    private static String names(@Nullable List<String> classes) {
        return classes == null ? "" : String.join(", ", classes);
    }

    private static String dataFormat(@Nullable DataFormatDefinition format) {
        if (format == null) {
            return "";
        }
        // As in the file, not by the library that does it.
        return format instanceof JsonDataFormat ? "json" : format.getDataFormatName();
    }

    private String label(NamedNode node) {
        String said = node.getDescriptionText();
        if (said != null && !said.isBlank()) {
            return cut(said.strip());
        }
        if (scheme != null) {
            String kind = type.equals("wireTap") ? "wire tap " : "";
            return cut(kind + scheme + (path.isEmpty() ? "" : " " + URISupport.sanitizePath(path)));
        }
        String words = words(type);
        return switch (node) {
            case SetHeaderDefinition header -> cut(words + " " + header.getName());
            case SetPropertyDefinition property -> cut(words + " " + property.getName());
            case SetVariableDefinition variable -> cut(words + " " + variable.getName());
            case UnmarshalDefinition _, MarshalDefinition _ -> cut(words + " " + detail);
            default ->
                    switch (type) {
                        case "when", "filter", "validate", "loop" -> cut(words + " " + detail);
                        default -> words;
                    };
        };
    }

    /// `setBody` as `set body`.
    static String words(String camelCase) {
        return camelCase.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    }

    private static String cut(String text) {
        String line = text.replaceAll("\\s+", " ").strip();
        return line.length() <= LABEL_CHARACTERS
                ? line
                : line.substring(0, LABEL_CHARACTERS - 1) + "…";
    }

    String type() {
        return type;
    }

    @Nullable String scheme() {
        return scheme;
    }

    String text() {
        return label;
    }

    String detail() {
        return detail;
    }

    /// @param isSource whether it hears
    FlowPicture.@Nullable Topic topic(boolean isSource) {
        if (scheme == null || address == null || !MQTT.contains(scheme) || isDynamic) {
            return null;
        }
        String name = resolved(path);
        if (name == null || name.isEmpty()) {
            return null;
        }
        String whole = resolved(address);
        Matcher broker = BROKER.matcher(whole == null ? "" : whole);
        return new FlowPicture.Topic(name, isSource, broker.find() ? broker.group(1) : null);
    }

    @Nullable String device() {
        return scheme != null && DEVICES.contains(scheme) && !isDynamic ? resolved(path) : null;
    }

    /// The other end of a call inside the flow.
    @Nullable String direct() {
        return scheme != null && CALLS.contains(scheme) && !isDynamic
                ? scheme + ":" + resolved(path)
                : null;
    }

    private @Nullable String resolved(String text) {
        try {
            return values.apply(text);
        } catch (IllegalArgumentException _) {
            return null; // {{name}} without a value: the check of the file says so
        }
    }

    /// What a node that is no source and no branch is to its flow.
    FlowPicture.Role role() {
        if (Set.of("stop", "throwException", "rollback").contains(type)) {
            return FlowPicture.Role.END;
        }
        boolean sends = Set.of("to", "toD", "wireTap").contains(type);
        if (!sends || scheme == null || INNER.contains(scheme)) {
            return FlowPicture.Role.ACTION;
        }
        return scheme.equals("kamelet") && !path.endsWith("-sink")
                ? FlowPicture.Role.ACTION
                : FlowPicture.Role.SINK;
    }
}

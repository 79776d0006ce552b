package io.serai.config;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Gives each room its settings and gathers what is wrong with them. The command line
/// (`--broker.port=1884`) beats the environment (`SERAI_BROKER_PORT`), which beats the secrets file,
/// which beats the settings file, which beats the default.
///
/// A value that cannot be used becomes a problem and the default is handed out, so that one reading
/// finds every problem; [#finish] then throws them together. Not thread-safe.
public final class ConfigReader {

    private static final String ENVIRONMENT_PREFIX = "SERAI_";

    private final Path base;
    private final Map<String, Found> inFiles = new TreeMap<>();
    private final Map<String, Found> onCommandLine = new TreeMap<>();
    private final Map<String, String> environment;
    private final Map<String, EffectiveConfig.Entry> effective = new LinkedHashMap<>();
    private final Map<String, String> forCamel = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    private record Found(String value, String source) {}

    /// @param base folder that relative paths are resolved against
    /// @param files settings files, the later beating the earlier; a missing one is skipped
    /// @param environment all environment variables; only `SERAI_` ones are looked at
    /// @param arguments command line words of the form `--key=value`
    public ConfigReader(
            Path base, List<Path> files, Map<String, String> environment, List<String> arguments) {
        this.base = base;
        this.environment = environment;
        files.forEach(this::readFile);
        arguments.forEach(this::readArgument);
    }

    private void readFile(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        var properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            problems.add(
                    "%s cannot be read: %s. Nothing was started; mend or remove the file."
                            .formatted(file, e.getMessage()));
            return;
        }
        for (String key : properties.stringPropertyNames()) {
            inFiles.put(key, new Found(properties.getProperty(key).strip(), file.toString()));
        }
    }

    private void readArgument(String argument) {
        int equals = argument.indexOf('=');
        if (!argument.startsWith("--") || equals < 3) {
            problems.add(
                    "\"%s\" on the command line is not of the form --key=value."
                            .formatted(argument));
            return;
        }
        onCommandLine.put(
                argument.substring(2, equals),
                new Found(argument.substring(equals + 1), "command line"));
    }

    /// Reads a further settings file, whose path is itself a setting; it beats those read before. To be
    /// called before anything it may hold is asked for.
    public void alsoReadFile(String key, String fallback) {
        readFile(path(key, fallback));
    }

    /// A text.
    public String text(String key, String fallback) {
        return value(key, fallback, false, text -> text);
    }

    /// A text that never appears in a log, a page or an error; empty when not set.
    public Optional<String> secret(String key) {
        return Optional.of(value(key, "", true, text -> text)).filter(text -> !text.isEmpty());
    }

    /// A text, absent when empty or not set.
    public Optional<String> optionalText(String key) {
        return Optional.of(text(key, "")).filter(text -> !text.isEmpty());
    }

    /// `true` or `false`.
    public boolean flag(String key, boolean fallback) {
        return value(
                key,
                fallback,
                false,
                text ->
                        switch (text.toLowerCase(Locale.ROOT)) {
                            case "true" -> true;
                            case "false" -> false;
                            default -> throw new IllegalArgumentException("must be true or false");
                        });
    }

    /// A whole number from `min` to `max`, both included.
    public int number(String key, int fallback, int min, int max) {
        return value(
                key,
                fallback,
                false,
                text -> {
                    String rule = "must be a whole number from %d to %d".formatted(min, max);
                    int number;
                    try {
                        number = Integer.parseInt(text);
                    } catch (NumberFormatException e) {
                        throw new IllegalArgumentException(rule, e);
                    }
                    if (number < min || number > max) {
                        throw new IllegalArgumentException(rule);
                    }
                    return number;
                });
    }

    /// A TCP port to listen on; 0 picks a free one.
    public int port(String key, int fallback) {
        return number(key, fallback, 0, 65_535);
    }

    /// One of an enum's constants, written in lower case with dashes.
    public <E extends Enum<E>> E choice(String key, E fallback) {
        return value(
                key,
                fallback,
                false,
                text -> {
                    E[] constants = fallback.getDeclaringClass().getEnumConstants();
                    for (E constant : constants) {
                        if (spelled(constant).equals(text)) {
                            return constant;
                        }
                    }
                    List<String> names =
                            Arrays.stream(constants).map(ConfigReader::spelled).toList();
                    throw new IllegalArgumentException(
                            "must be one of "
                                    + String.join(", ", names)
                                    + "."
                                    + NearNames.suggestion(text, names));
                });
    }

    /// A file or folder, resolved against the base folder; it need not exist.
    public Path path(String key, String fallback) {
        return base.resolve(text(key, fallback)).normalize();
    }

    /// A file that is read when it is named; absent when empty or not set.
    public Optional<Path> optionalPath(String key) {
        return optionalText(key).map(given -> base.resolve(given).normalize());
    }

    /// The names that settings give to things of one kind: `office` when `mqtt.brokers.office.url` is
    /// given and `prefix` is `mqtt.brokers.`. In a file or on the command line any setting of the thing
    /// names it; a variable of the environment does when it ends like `mark`, here `url`.
    public Set<String> names(String prefix, String mark) {
        Set<String> names = new TreeSet<>();
        for (String key : given().keySet()) {
            int end = key.indexOf('.', prefix.length());
            if (key.startsWith(prefix) && end > prefix.length()) {
                names.add(key.substring(prefix.length(), end));
            }
        }
        String start = variable(prefix);
        String tail = variable("." + mark).substring(ENVIRONMENT_PREFIX.length());
        Set<String> spelled =
                names.stream().map(ConfigReader::variable).collect(Collectors.toSet());
        environment.keySet().stream()
                .filter(each -> each.startsWith(start) && each.endsWith(tail))
                .filter(each -> each.length() > start.length() + tail.length())
                .map(each -> each.substring(start.length(), each.length() - tail.length()))
                .filter(each -> !spelled.contains(ENVIRONMENT_PREFIX + each))
                .forEach(each -> names.add(each.toLowerCase(Locale.ROOT).replace('_', '-')));
        return names;
    }

    /// Notes that a room cannot use the value of `key` for a reason of its own.
    public void reject(String key, String rule) {
        EffectiveConfig.Entry entry = effective.get(key);
        problems.add(
                entry == null
                        ? "%s %s.".formatted(key, rule)
                        : problem(key, entry.shown(), entry.source(), rule));
    }

    /// Takes every `camel.*` setting that was given, for the flows' contexts.
    public Map<String, String> camelSettings() {
        for (Map.Entry<String, Found> each : given().entrySet()) {
            if (each.getKey().startsWith("camel.")) {
                forCamel.put(each.getKey(), each.getValue().value());
                effective.put(
                        each.getKey(),
                        new EffectiveConfig.Entry(
                                each.getKey(),
                                each.getValue().value(),
                                each.getValue().source(),
                                looksSecret(each.getKey())));
            }
        }
        return Map.copyOf(forCamel);
    }

    /// What is in effect.
    ///
    /// @throws ConfigException with every problem found, unknown keys among them
    public EffectiveConfig finish() {
        for (Map.Entry<String, Found> each : given().entrySet()) {
            if (!effective.containsKey(each.getKey())) {
                problems.add(
                        "%s (%s) is not a setting.%s"
                                .formatted(
                                        each.getKey(),
                                        each.getValue().source(),
                                        NearNames.suggestion(each.getKey(), effective.keySet())));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return new EffectiveConfig(List.copyOf(effective.values()), warnings());
    }

    private List<String> warnings() {
        List<String> known = effective.keySet().stream().map(ConfigReader::variable).toList();
        return environment.keySet().stream()
                .filter(name -> name.startsWith(ENVIRONMENT_PREFIX) && !known.contains(name))
                .filter(name -> !LAUNCHER_VARIABLES.contains(name))
                .sorted()
                .map(name ->
                        "Environment variable %s is not a setting and has no effect.%s"
                                .formatted(name, NearNames.suggestion(name, known)))
                .toList();
    }

    /// Read by `bin/serai` before there is a JVM.
    private static final List<String> LAUNCHER_VARIABLES =
            List.of("SERAI_HOME", "SERAI_JAVA_HOME", "SERAI_JAVA_OPTS", "SERAI_JDK_DIRS");

    private <T> T value(String key, T fallback, boolean secret, Function<String, T> parse) {
        Found given = given(key);
        boolean masked = secret || looksSecret(key);
        if (given == null) {
            effective.put(
                    key,
                    new EffectiveConfig.Entry(
                            key,
                            fallback instanceof Enum<?> e ? spelled(e) : fallback.toString(),
                            "default",
                            masked));
            return fallback;
        }
        effective.put(key, new EffectiveConfig.Entry(key, given.value(), given.source(), masked));
        try {
            return parse.apply(given.value());
        } catch (IllegalArgumentException e) {
            problems.add(
                    problem(
                            key,
                            masked ? EffectiveConfig.MASK : given.value(),
                            given.source(),
                            String.valueOf(e.getMessage())));
            return fallback;
        }
    }

    private @Nullable Found given(String key) {
        Found argument = onCommandLine.get(key);
        if (argument != null) {
            return argument;
        }
        String name = variable(key);
        String variable = environment.get(name);
        return variable == null ? inFiles.get(key) : new Found(variable, name);
    }

    /// What files and command line say, whether known or not.
    private Map<String, Found> given() {
        Map<String, Found> all = new TreeMap<>(inFiles);
        all.putAll(onCommandLine);
        return all;
    }

    private static String problem(String key, String value, String source, String rule) {
        return "%s = %s (%s) %s%s"
                .formatted(
                        key,
                        value,
                        source,
                        rule,
                        rule.endsWith(".") || rule.endsWith("?") ? "" : ".");
    }

    private static String variable(String key) {
        return ENVIRONMENT_PREFIX
                + key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }

    private static String spelled(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static boolean looksSecret(String key) {
        String lower = key.toLowerCase(Locale.ROOT);
        if (lower.endsWith(".file")) {
            return false;
        }
        return lower.contains("password") || lower.contains("secret") || lower.contains("token");
    }
}

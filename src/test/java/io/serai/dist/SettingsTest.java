package io.serai.dist;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import io.serai.config.ConfigReader;
import io.serai.config.EffectiveConfig;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The settings file that is shipped, the reference page and what the rooms read are one list.
class SettingsTest {

    private static final Path FILE = Path.of("src/main/dist/conf/serai.properties");
    private static final Path PAGE = Path.of("src/docs/reference/settings.md");
    private static final Pattern COMMENTED = Pattern.compile("#([a-z0-9.-]+)=(.*)");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9.-]+)` \\| (.*?) \\| .*");

    @TempDir Path base;

    @Test
    void shippedFileChangesNothing() {
        EffectiveConfig config =
                new ConfigReader(base, List.of(FILE), Map.of(), List.of()).finish();

        assertThat(config.entries()).isEmpty();
    }

    @Test
    void everySettingIsExplainedAboveItsLine() throws IOException {
        List<String> lines = Files.readAllLines(FILE);

        for (int i = 0; i < lines.size(); i++) {
            if (COMMENTED.matcher(lines.get(i)).matches()) {
                assertThat(lines.get(i - 1)).as("above %s", lines.get(i)).matches("# .*\\.");
            }
        }
        assertThat(settings(FILE, COMMENTED)).hasSizeGreaterThan(10);
    }

    @Test
    void referencePageNamesTheSameSettingsAndDefaults() throws IOException {
        Map<String, String> page =
                settings(PAGE, ROW).entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        row ->
                                                row.getValue()
                                                        .replace("`", "")
                                                        .replace("empty", "")));

        assertThat(page).isEqualTo(settings(FILE, COMMENTED));
    }

    @Test
    void everySettingThatARoomReadsIsShippedWithItsDefault() throws Exception {
        Map<String, String> shipped = settings(FILE, COMMENTED);
        Map<String, String> read = readByRooms();

        assertThat(shipped).containsAllEntriesOf(read);
    }

    @Test
    void noSettingIsShippedThatItsRoomDoesNotRead() throws Exception {
        Map<String, String> shipped = settings(FILE, COMMENTED);
        Map<String, String> read = readByRooms();
        List<String> groups = read.keySet().stream().map(SettingsTest::group).distinct().toList();

        assertThat(shipped.keySet())
                .filteredOn(key -> groups.contains(group(key)))
                .allSatisfy(key -> assertThat(read).containsKey(key));
    }

    /// Every setting that some room's `XConfig.read(ConfigReader)` asks for, with its default.
    private Map<String, String> readByRooms() throws Exception {
        var unset = new ConfigReader(base, List.of(), Map.of(), List.of());
        for (JavaClass type :
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.serai")) {
            if (type.getSimpleName().endsWith("Config")
                    && type.tryGetMethod("read", ConfigReader.class).isPresent()) {
                Method read = type.reflect().getDeclaredMethod("read", ConfigReader.class);
                read.setAccessible(true);
                read.invoke(null, unset);
            }
        }
        Map<String, String> values = new TreeMap<>();
        for (EffectiveConfig.Entry entry : unset.finish().entries()) {
            values.put(entry.key(), entry.value());
        }
        return values;
    }

    private static Map<String, String> settings(Path file, Pattern line) throws IOException {
        Map<String, String> settings = new TreeMap<>();
        for (String each : Files.readAllLines(file)) {
            Matcher matcher = line.matcher(each);
            if (matcher.matches()) {
                assertThat(settings.put(matcher.group(1), matcher.group(2)))
                        .as("%s, second mention in %s", matcher.group(1), file)
                        .isNull();
            }
        }
        return settings;
    }

    private static String group(String key) {
        return key.substring(0, key.indexOf('.'));
    }
}

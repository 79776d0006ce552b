package io.serai.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.serai.testing.Programs;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// `bin/serai` as it lies in `target/serai`, before JDKs that only say how they were called.
class LauncherIT {

    private static final Path HOME = Path.of(System.getProperty("serai.home"));

    // Tells its own process id, its folder and each argument, one a line.
    private static final String TELLTALE_JAVA =
            """
            #!/bin/sh
            echo "pid=$$"
            echo "java=$0"
            printf '%s\\n' "$@"
            """;

    @TempDir Path scratch;

    private final Map<String, String> environment = new HashMap<>();
    private Path jdks;

    @BeforeEach
    void machineWithoutJava() throws IOException {
        jdks = Files.createDirectories(scratch.resolve("jdks"));
        environment.put("PATH", toolsWithoutJava().toString());
        environment.put("SERAI_JDK_DIRS", jdks.toString());
        environment.put("HOME", scratch.toString());
    }

    @Test
    void withoutJavaItSaysWhatItLookedAtAndHowToGetOne() throws Exception {
        Command serai = serai("run");

        assertThat(serai.exit()).isEqualTo(1);
        assertThat(serai.out()).isEmpty();
        assertThat(serai.err()).hasSize(3);
        assertThat(serai.err().get(0)).contains("no Java 25 or newer found", "no java at all");
        assertThat(serai.err().get(1)).contains("SERAI_JAVA_HOME", "JAVA_HOME", jdks.toString());
        assertThat(serai.err().get(2)).contains("temurin-25-jdk", "sdk install", "docker/");
    }

    @Test
    void javaTooOldIsNamedOnceAndNotStarted() throws Exception {
        Path old = jdk("java-17", "17.0.15");
        Path older = jdk("java-8", "1.8.0_402");
        environment.put("JAVA_HOME", old.toString());

        Command serai = serai("run");

        assertThat(serai.exit()).isEqualTo(1);
        assertThat(serai.out()).isEmpty();
        assertThat(serai.err().getFirst())
                .containsOnlyOnce(old + " (Java 17)")
                .containsOnlyOnce(older + " (Java 8)");
    }

    @Test
    void newJdkBesideAnOldJavaHomeIsFound() throws Exception {
        environment.put("JAVA_HOME", jdk("java-17", "17.0.15").toString());
        Path fit = jdk("temurin-25", "25.0.3");

        assertThat(javaOf(serai("run"))).isEqualTo(fit);
    }

    @Test
    void newJdkBesideAnOldJavaOnThePathIsFound() throws Exception {
        Path old = jdk("java-17", "17.0.15");
        Files.createSymbolicLink(
                Path.of(environment.get("PATH")).resolve("java"), old.resolve("bin/java"));
        Path fit = jdk("temurin-25", "25.0.3");

        assertThat(javaOf(serai("run"))).isEqualTo(fit);
    }

    @Test
    void javaOnThePathIsFoundThroughItsSymlink() throws Exception {
        Path fit = jdk("away/from/the/usual/folders", "26-ea");
        Files.createSymbolicLink(
                Path.of(environment.get("PATH")).resolve("java"), fit.resolve("bin/java"));

        assertThat(javaOf(serai("run"))).isEqualTo(fit);
    }

    @Test
    void seraiJavaHomeBeatsJavaHome() throws Exception {
        environment.put("JAVA_HOME", jdk("temurin-25", "25.0.3").toString());
        Path chosen = jdk("temurin-26", "26.0.1");
        environment.put("SERAI_JAVA_HOME", chosen.toString());

        assertThat(javaOf(serai("run"))).isEqualTo(chosen);
    }

    @Test
    void unfitSeraiJavaHomeIsSaidAndAnotherUsed() throws Exception {
        Path fit = jdk("temurin-25", "25.0.3");
        environment.put("SERAI_JAVA_HOME", jdk("java-17", "17.0.15").toString());

        Command serai = serai("run");

        assertThat(javaOf(serai)).isEqualTo(fit);
        assertThat(serai.err()).singleElement().asString().contains("SERAI_JAVA_HOME", "java-17");
    }

    @Test
    void versionIsAskedOfAJavaWithoutReleaseFile() throws Exception {
        Path fit = jdk("plain", "25.0.3");
        Files.delete(fit.resolve("release"));
        writeProgram(
                fit.resolve("bin/java"),
                """
                #!/bin/sh
                if [ "$1" = -version ]; then
                    echo 'openjdk version "25.0.3" 2026-04-21' >&2
                else
                    echo "java=$0"
                fi
                """);

        assertThat(javaOf(serai("run"))).isEqualTo(fit);
    }

    @Test
    void jdkIsPreferredToARuntimeWithoutCompiler() throws Exception {
        environment.put("JAVA_HOME", runtime("a-jre-25", "25.0.3").toString());
        Path fit = jdk("temurin-25", "25.0.3");

        Command serai = serai("run");

        assertThat(javaOf(serai)).isEqualTo(fit);
        assertThat(serai.err()).isEmpty();
    }

    @Test
    void runtimeWithoutCompilerStartsWithAWarning() throws Exception {
        Path runtime = runtime("jre-25", "25.0.3");

        Command serai = serai("run");

        assertThat(javaOf(serai)).isEqualTo(runtime);
        assertThat(serai.err()).singleElement().asString().contains("without a compiler", "JDK 25");
    }

    @Test
    void argumentsReachTheMainClassUnchanged() throws Exception {
        jdk("temurin-25", "25.0.3");

        Command serai = serai("run", "--mqtt.username=two words", "--mqtt.client-id=*", "");

        List<String> arguments = serai.out();
        assertThat(arguments.subList(arguments.indexOf("io.serai.app.Main"), arguments.size()))
                .containsExactly(
                        "io.serai.app.Main",
                        "run",
                        "--mqtt.username=two words",
                        "--mqtt.client-id=*",
                        "");
    }

    @Test
    void ownJvmOptionsComeAfterTheShippedOnes() throws Exception {
        jdk("temurin-25", "25.0.3");
        environment.put("SERAI_JAVA_OPTS", "-Xmx96m  -Dstar=*");

        assertThat(serai("run").out())
                .containsSubsequence("-Xmx128m", "-Xmx96m", "-Dstar=*", "io.serai.app.Main");
    }

    @Test
    void onlyWhatRunsForLongGetsTheOptimizingCompiler() throws Exception {
        jdk("temurin-25", "25.0.3");

        assertThat(serai("list").out()).contains("-XX:TieredStopAtLevel=1");
        assertThat(serai("run").out()).doesNotContain("-XX:TieredStopAtLevel=1");
        assertThat(serai().exit()).isZero();
    }

    @Test
    void signalsReachJavaBecauseItTakesTheLaunchersPlace() throws Exception {
        jdk("temurin-25", "25.0.3");

        Command serai = serai("run");

        assertThat(serai.out()).contains("pid=" + serai.pid());
    }

    @Test
    void classPathIsTheSortedListOfJarsWithOurOwnFirst() throws Exception {
        jdk("temurin-25", "25.0.3");

        List<String> jars = classPathOf(serai("run"));

        assertThat(jars.getFirst()).matches(".*/lib/serai-[0-9][^/]*\\.jar");
        List<String> libraries = jars.subList(1, jars.size());
        assertThat(libraries).isSorted().doesNotHaveDuplicates().doesNotContain(jars.getFirst());
        try (Stream<Path> lib = Files.list(HOME.resolve("lib"))) {
            assertThat(jars).containsExactlyInAnyOrderElementsOf(lib.map(Path::toString).toList());
        }
    }

    @Test
    void homeIsFoundThroughSymlinksFromAnyFolder() throws Exception {
        jdk("temurin-25", "25.0.3");
        Path home = gatewayIn("house");
        Path relative =
                Files.createSymbolicLink(scratch.resolve("one"), Path.of("house/bin/serai"));
        Path twice = Files.createSymbolicLink(scratch.resolve("two"), relative);

        Command serai = Command.run(scratch, environment, List.of(twice.toString(), "version"));

        assertThat(serai.out()).contains("-Dserai.home=" + home);
    }

    @Test
    void foldersMayHaveBlanksInTheirNames() throws Exception {
        Path home = gatewayIn("my own house");
        Path fit = jdk("temurin 25 here", "25.0.3");

        Command serai =
                Command.run(
                        scratch, environment, List.of(home.resolve("bin/serai").toString(), "run"));

        assertThat(serai.err()).isEmpty();
        assertThat(javaOf(serai)).isEqualTo(fit);
        assertThat(serai.out()).contains("-Dserai.home=" + home);
        assertThat(classPathOf(serai))
                .containsExactly(
                        home.resolve("lib/serai-0.1.0.jar").toString(),
                        home.resolve("lib/a.jar").toString());
    }

    @Test
    void twoVersionsInOneFolderAreRefused() throws Exception {
        Path home = gatewayIn("house");
        Files.createFile(home.resolve("lib/serai-0.2.0.jar"));
        jdk("temurin-25", "25.0.3");

        Command serai =
                Command.run(
                        scratch, environment, List.of(home.resolve("bin/serai").toString(), "run"));

        assertThat(serai.exit()).isEqualTo(1);
        assertThat(serai.err())
                .singleElement()
                .asString()
                .contains("serai-0.1.0.jar", "serai-0.2.0.jar", "Remove the older one");
    }

    @Test
    void theJdkThatRunsTheseTestsTakesEveryOption() throws Exception {
        environment.put("SERAI_JAVA_HOME", System.getProperty("java.home"));
        environment.put("SERAI_JAVA_OPTS", "--version");

        Command serai = serai("run");

        assertThat(serai.err()).isEmpty();
        assertThat(serai.exit()).isZero();
        assertThat(serai.out().getFirst()).contains("25");
    }

    private Command serai(String... arguments) throws Exception {
        var words = new ArrayList<>(List.of(HOME.resolve("bin/serai").toString()));
        words.addAll(List.of(arguments));
        return Command.run(scratch, environment, words);
    }

    private static Path javaOf(Command serai) {
        return Path.of(
                        serai.out().stream()
                                .filter(line -> line.startsWith("java="))
                                .findFirst()
                                .orElseThrow(() -> new AssertionError("no java ran: " + serai))
                                .substring("java=".length()))
                .resolve("../..")
                .normalize();
    }

    private static List<String> classPathOf(Command serai) {
        return List.of(serai.out().get(serai.out().indexOf("-cp") + 1).split(":"));
    }

    private Path jdk(String name, String version) throws IOException {
        Path home = runtime(name, version);
        writeProgram(home.resolve("bin/javac"), "#!/bin/sh\n");
        return home;
    }

    private Path runtime(String name, String version) throws IOException {
        Path home = jdks.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        writeProgram(home.resolve("bin/java"), TELLTALE_JAVA);
        Files.writeString(
                home.resolve("release"),
                """
                IMPLEMENTOR="Nobody"
                JAVA_VERSION="%s"
                MODULES="java.base java.net.http"
                """
                        .formatted(version));
        return home;
    }

    private Path gatewayIn(String folder) throws IOException {
        Path home = scratch.toRealPath().resolve(folder);
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        Files.copy(
                HOME.resolve("bin/serai"),
                home.resolve("bin/serai"),
                StandardCopyOption.COPY_ATTRIBUTES);
        Files.createFile(home.resolve("lib/serai-0.1.0.jar"));
        Files.createFile(home.resolve("lib/a.jar"));
        return home;
    }

    /// A PATH with what the launcher needs of a POSIX system and no java.
    private Path toolsWithoutJava() throws IOException {
        Path tools = Files.createDirectories(scratch.resolve("tools"));
        for (String tool : List.of("sed", "grep", "readlink", "dirname")) {
            writeProgram(
                    tools.resolve(tool),
                    "#!/bin/sh\nexec %s \"$@\"\n".formatted(Programs.require(tool)));
        }
        return tools;
    }

    private static void writeProgram(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}

package io.serai;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The house holds: rooms stand on floors and look only downward, and each library stays in its room.
class ArchitectureTest {

    private static final String BASE = "io.serai";

    /// From the ground up. A room imports rooms of lower floors, no sibling, nothing above.
    private static final List<Set<String>> FLOORS =
            List.of(
                    Set.of("mqtt", "flow", "event", "time", "config"),
                    Set.of("store", "observe", "recording", "yaml"),
                    Set.of("broker", "link", "device", "rule", "topic"),
                    Set.of("node", "history", "dashboard"),
                    Set.of("runtime"),
                    Set.of("flowtest"),
                    Set.of("routes"),
                    Set.of("check"),
                    Set.of("deploy"),
                    Set.of("console"),
                    Set.of("app"));

    /// Library packages, and the rooms that may use them.
    private static final Map<String, Set<String>> FENCES =
            Map.ofEntries(
                    Map.entry(
                            "org.apache.camel",
                            Set.of("app", "deploy", "check", "flowtest", "runtime", "node")),
                    Map.entry("com.pi4j", Set.of("device.pi4j")),
                    Map.entry("com.hivemq", Set.of("broker")),
                    Map.entry("jetbrains.exodus", Set.of("broker")),
                    Map.entry("com.google.inject", Set.of("broker")),
                    Map.entry("com.codahale.metrics", Set.of("broker")),
                    Map.entry("io.netty", Set.of("broker", "link")),
                    // camel-paho-mqtt5 hands its users Paho's class of properties.
                    Map.entry("org.eclipse.paho", Set.of("node")),
                    Map.entry("java.sql", Set.of("store")),
                    Map.entry("io.vertx", Set.of("console")),
                    Map.entry("io.micrometer", Set.of("observe")),
                    Map.entry("io.prometheus", Set.of("observe")),
                    Map.entry("com.github.difflib", Set.of("app")),
                    Map.entry("picocli", Set.of("app")));

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages(BASE);

    @Test
    void theScanSawTheHouse() {
        assertThat(CLASSES.size()).isGreaterThan(20);
    }

    @Test
    void everyRoomHasAFloor() {
        Set<String> rooms = new TreeSet<>();
        CLASSES.forEach(type -> rooms.add(room(type.getPackageName())));

        assertThat(FLOORS.stream().flatMap(Set::stream)).containsAll(rooms);
    }

    @Test
    void roomsImportOnlyLowerFloors() {
        List<String> breaches = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            String from = room(type.getPackageName());
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                String target = dependency.getTargetClass().getBaseComponentType().getPackageName();
                if (!target.startsWith(BASE + ".")) {
                    continue;
                }
                String to = room(target);
                if (!from.equals(to) && floor(to) >= floor(from)) {
                    breaches.add(dependency.getDescription());
                }
            }
        }

        assertThat(breaches).as("the floors, ground first: %s", FLOORS).isEmpty();
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void librariesStayBehindTheirFences() {
        FENCES.forEach((library, rooms) ->
                noClasses()
                        .that(outside(rooms))
                        .should()
                        .dependOnClassesThat(in(library))
                        .because(library + " belongs to " + rooms)
                        .allowEmptyShould(true)
                        .check(CLASSES));
    }

    @Test
    void groundFloorAndRulesUseTheJdkAlone() {
        Set<String> plain = new TreeSet<>(FLOORS.getFirst());
        plain.add("rule");
        noClasses()
                .that(inside(plain))
                .should()
                .dependOnClassesThat(
                        DescribedPredicate.describe(
                                "belong to a library",
                                (JavaClass type) -> !isJdkOrHouse(type.getPackageName())))
                .check(CLASSES);
    }

    @Test
    void onlyTimeReadsAClockOrSleeps() {
        noClasses()
                .that(outside(Set.of("time")))
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .orShould()
                .callMethod(java.time.LocalDateTime.class, "now")
                .orShould()
                .callMethod(java.time.ZonedDateTime.class, "now")
                .check(CLASSES);
    }

    @Test
    void everyRoomIsNullMarkedBySignOnItsDoor() throws ClassNotFoundException {
        Set<String> packages = new TreeSet<>();
        CLASSES.forEach(type -> packages.add(type.getPackageName()));
        List<String> unmarked = new ArrayList<>();
        for (String name : packages) {
            Class<?> anyType =
                    Class.forName(
                            CLASSES.stream()
                                    .filter(type -> type.getPackageName().equals(name))
                                    .findFirst()
                                    .orElseThrow()
                                    .getName(),
                            false,
                            getClass().getClassLoader());
            if (!anyType.getPackage().isAnnotationPresent(NullMarked.class)) {
                unmarked.add(name);
            }
        }

        assertThat(unmarked).isEmpty();
    }

    private static boolean isJdkOrHouse(String packageName) {
        return packageName.isEmpty()
                || packageName.startsWith("java.")
                || packageName.startsWith("javax.")
                || packageName.startsWith("org.jspecify.")
                || packageName.startsWith("org.slf4j")
                || packageName.startsWith(BASE);
    }

    private static DescribedPredicate<JavaClass> in(String library) {
        return DescribedPredicate.describe(
                "are in " + library,
                type ->
                        type.getPackageName().equals(library)
                                || type.getPackageName().startsWith(library + "."));
    }

    private static DescribedPredicate<JavaClass> inside(Set<String> rooms) {
        return DescribedPredicate.describe(
                "are in " + rooms,
                type ->
                        rooms.stream()
                                .map(room -> BASE + "." + room)
                                .anyMatch(room ->
                                        type.getPackageName().equals(room)
                                                || type.getPackageName().startsWith(room + ".")));
    }

    private static DescribedPredicate<JavaClass> outside(Set<String> rooms) {
        return DescribedPredicate.not(inside(rooms)).as("are outside " + rooms);
    }

    private static String room(String packageName) {
        String inside = packageName.substring(Math.min(packageName.length(), BASE.length() + 1));
        int dot = inside.indexOf('.');
        return dot < 0 ? inside : inside.substring(0, dot);
    }

    private static int floor(String room) {
        for (int i = 0; i < FLOORS.size(); i++) {
            if (FLOORS.get(i).contains(room)) {
                return i;
            }
        }
        throw new AssertionError("room " + room + " stands on no floor of " + FLOORS);
    }
}

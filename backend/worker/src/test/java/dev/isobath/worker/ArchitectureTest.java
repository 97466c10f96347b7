package dev.isobath.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {

    private static final JavaClasses WORKER = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.isobath.worker");

    @Test
    void the_worker_needs_the_spec_the_training_and_little_else() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.isobath.worker..",
                        "dev.isobath.spec..",
                        "dev.isobath.training..",
                        "java..",
                        "com.sun.management..",
                        "tools.jackson..",
                        "org.slf4j..",
                        "org.jspecify..")
                .because("whatever else the engine or the server use is their affair")
                .check(WORKER);
    }

    @Test
    void only_the_server_connection_and_the_node_speak_http() {
        noClasses()
                .that()
                .haveSimpleNameNotStartingWith("ServerConnection")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http..")
                .because("an attempt's process never touches the network, and failures are sorted in one place")
                .check(WORKER);
    }

    /** Each room with the rooms that it may use. The empty name is the program's entry. */
    private static final Map<String, Set<String>> ROOMS = Map.of(
            "files", Set.of(),
            "process", Set.of(),
            "system", Set.of(),
            "connection", Set.of("files"),
            "downloads", Set.of("connection", "files"),
            "attempt", Set.of("connection", "downloads", "process", "system", "files"),
            "inference", Set.of("connection", "downloads", "process", "files"),
            "trial", Set.of("connection", "downloads", "process", "files"),
            "node", Set.of("attempt", "inference", "trial", "connection", "downloads", "process", "system", "files"),
            "", Set.of("node", "attempt", "inference", "trial", "connection", "process"));

    static Set<String> rooms() {
        return ROOMS.keySet();
    }

    private static String path(String room) {
        return room.isEmpty() ? "dev.isobath.worker" : "dev.isobath.worker." + room;
    }

    @Test
    void every_package_is_a_room() {
        assertThat(WORKER.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .isEqualTo(rooms().stream().map(ArchitectureTest::path).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void a_room_uses_the_rooms_below_it_only(String room) {
        String[] others = rooms().stream()
                .filter(other -> !other.equals(room))
                .filter(other -> !ROOMS.getOrDefault(room, Set.of()).contains(other))
                .map(ArchitectureTest::path)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(path(room))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(WORKER);
    }
}

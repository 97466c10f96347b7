package dev.isobath.analysis;

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

class BoundariesTest {

    private static final JavaClasses ANALYSIS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.isobath.analysis");

    /** Each room with the rooms that it may use. The empty name is the room of estimates and refusals. */
    private static final Map<String, Set<String>> ROOMS = Map.of(
            "", Set.of(),
            "numerics", Set.of(""),
            "comparability", Set.of(),
            "scaling", Set.of("", "numerics"),
            "sweep", Set.of("", "numerics"),
            "routing", Set.of("", "numerics"),
            "verdict", Set.of("", "numerics", "scaling"));

    static Set<String> rooms() {
        return ROOMS.keySet();
    }

    private static String path(String room) {
        return room.isEmpty() ? "dev.isobath.analysis" : "dev.isobath.analysis." + room;
    }

    @Test
    void the_statistics_need_java_and_hipparchus_only() {
        classes()
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "dev.isobath.analysis..",
                        "java.lang..",
                        "java.util..",
                        "org.hipparchus..",
                        "org.jspecify..")
                .because("they are functions of numbers, without files, network, clock or database")
                .check(ANALYSIS);
    }

    @Test
    void no_class_of_hipparchus_is_shown_to_callers() {
        noClasses()
                .that()
                .resideOutsideOfPackages("dev.isobath.analysis.numerics", "dev.isobath.analysis.scaling")
                .and()
                .haveSimpleNameNotEndingWith("SpeedUps")
                .and()
                .haveSimpleNameNotEndingWith("Correlations")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.hipparchus..")
                .check(ANALYSIS);
    }

    @Test
    void every_package_is_a_room() {
        assertThat(ANALYSIS.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .isEqualTo(rooms().stream().map(BoundariesTest::path).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void a_room_uses_the_rooms_that_it_may_use_only(String room) {
        String[] others = rooms().stream()
                .filter(other -> !other.equals(room))
                .filter(other -> !ROOMS.getOrDefault(room, Set.of()).contains(other))
                .map(BoundariesTest::path)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(path(room))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .allowEmptyShould(true)
                .check(ANALYSIS);
    }
}

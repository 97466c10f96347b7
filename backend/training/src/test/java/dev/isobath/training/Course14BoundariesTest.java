package dev.isobath.training;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rooms of this module, what each may use, and what each shows. */
class Course14BoundariesTest {

    private static final String MODULE = "dev.isobath.training";

    private static final String[] LIBRARIES = {
        "dev.isobath.spec..",
        "ai.djl..",
        "com.knuddels.jtokkit..",
        "com.fasterxml.jackson.annotation..",
        "tools.jackson..",
        "org.slf4j..",
        "org.jspecify.annotations..",
        "java..",
    };

    /** Each room with the rooms that it may use. The empty name is the training loop's. */
    private static final Map<String, Set<String>> ROOMS = Map.of(
            "data", Set.of(),
            "engine", Set.of(),
            "routing", Set.of("engine"),
            "model", Set.of("engine", "routing"),
            "optimiser", Set.of("engine", "routing", "model"),
            "metrics", Set.of("engine", "routing", "model", "optimiser"),
            "checkpoint", Set.of("engine", "routing", "model", "optimiser", "metrics"),
            "sampling", Set.of("engine", "routing", "model", "checkpoint", "data"),
            "", Set.of("engine", "routing", "model", "optimiser", "metrics", "checkpoint", "data"),
            "bench", Set.of("engine", "routing", "model", "optimiser", "sampling", ""));

    /** Public types that other modules use, and programs that the launcher starts. */
    private static final List<String> DOORS = List.of(
            "Training",
            "TrainingListener",
            "TrainingResult",
            "Inference",
            "CorruptCheckpoint",
            "CorpusFiles",
            "TokenizerTrial",
            "BenchCommand",
            "SamplingCommand");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(MODULE);

    static Set<String> rooms() {
        return ROOMS.keySet();
    }

    private static String path(String room) {
        return room.isEmpty() ? MODULE : MODULE + "." + room;
    }

    @Test
    void training_depends_on_the_spec_the_deep_java_library_and_little_else() {
        classes()
                .should()
                .onlyDependOnClassesThat(describe(
                        "belong to the module or to its libraries",
                        type -> type.getPackageName().startsWith(MODULE)
                                || JavaClass.Predicates.resideInAnyPackage(LIBRARIES)
                                        .test(type)))
                .check(CLASSES);
    }

    @Test
    void every_package_is_a_room() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .isEqualTo(rooms().stream().map(Course14BoundariesTest::path).collect(Collectors.toSet()));
    }

    @ParameterizedTest
    @MethodSource("rooms")
    void a_room_uses_the_rooms_below_it_only(String room) {
        String[] others = rooms().stream()
                .filter(other -> !other.equals(room))
                .filter(other -> !ROOMS.getOrDefault(room, Set.of()).contains(other))
                .map(Course14BoundariesTest::path)
                .toArray(String[]::new);
        noClasses()
                .that()
                .resideInAPackage(path(room))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(CLASSES);
    }

    /** A type is used where another room calls it, and where a public member of a public type of its own room names it. */
    @Test
    void a_room_shows_only_what_another_room_uses() {
        Set<JavaClass> named = CLASSES.stream()
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(type -> type.getCodeUnits().stream())
                .filter(member -> member.getModifiers().contains(JavaModifier.PUBLIC))
                .flatMap(member ->
                        Stream.concat(Stream.of(member.getRawReturnType()), member.getRawParameterTypes().stream()))
                .collect(Collectors.toSet());
        List<String> unused = CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                .filter(type -> !DOORS.contains(type.getSimpleName()) && !named.contains(type))
                .filter(type -> type.getDirectDependenciesToSelf().stream()
                        .map(dependency -> dependency.getOriginClass().getPackageName())
                        .allMatch(type.getPackageName()::equals))
                .map(JavaClass::getName)
                .toList();
        assertThat(unused).isEmpty();
    }
}

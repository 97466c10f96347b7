package dev.isobath.training;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What this module may know. */
class Course14BoundariesTest {

    private static final String[] ALLOWED = {
        "dev.isobath.training..",
        "dev.isobath.spec..",
        "ai.djl..",
        "com.knuddels.jtokkit..",
        "tools.jackson..",
        "org.slf4j..",
        "org.jspecify.annotations..",
        "java..",
    };

    @Test
    void training_depends_on_the_spec_the_deep_java_library_and_little_else() {
        classes()
                .that()
                .resideInAPackage("dev.isobath.training..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(ALLOWED)
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.isobath.training"));
    }

    @Test
    void only_the_ways_in_are_public() {
        noClasses()
                .that()
                .resideInAPackage("dev.isobath.training")
                .and()
                .areTopLevelClasses()
                .and()
                .haveNameNotMatching(".*\\.(Training\\w*|Inference|SamplingSteps)")
                .should()
                .bePublic()
                .check(new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("dev.isobath.training"));
    }

    @Test
    void the_data_know_nothing_of_the_model_and_show_only_tokens() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.isobath.training");
        noClasses()
                .that()
                .resideInAPackage("dev.isobath.training.data")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.isobath.training")
                .check(classes);
        classes()
                .that()
                .resideInAPackage("dev.isobath.training.data")
                .and()
                .arePublic()
                .and()
                .areTopLevelClasses()
                .should()
                .haveNameMatching(".*\\.(Corpus|CorpusFiles|TextTokenizer)")
                .check(classes);
    }
}

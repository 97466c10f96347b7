package dev.isobath.worker;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

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
}

package dev.isobath.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

/** The rules for the dependencies between packages. */
class BoundariesTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.isobath");

    @Test
    void business_areas_use_only_what_their_package_info_allows() {
        ApplicationModules.of(IsobathServer.class).verify();
    }

    @Test
    void packages_form_no_cycle() {
        slices().matching("dev.isobath.server.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void only_the_server_talks_to_the_database() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.isobath.server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "jakarta.persistence..")
                .check(CLASSES);
    }

    @Test
    void the_server_has_nothing_to_do_with_training() {
        noClasses()
                .that()
                .resideInAPackage("dev.isobath.server..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("ai.djl..", "dev.isobath.training..", "dev.isobath.worker..")
                .check(CLASSES);
    }

    @Test
    void packages_are_named_after_the_business() {
        noClasses()
                .should()
                .resideInAnyPackage("..util..", "..utils..", "..common..", "..impl..", "..manager..", "..config..")
                .check(CLASSES);
    }
}

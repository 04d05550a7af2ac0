package dev.weir.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClass.Predicates;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The arrows between the modules, and which of them may know Kafka and the database: the table
/// "Modules" of docs/architecture.md.
class ArchitectureTest {
    /// Module → modules that it may use.
    private static final Map<String, Set<String>> ARROWS =
            Map.of(
                    "schema", Set.of(),
                    "collector", Set.of("schema"),
                    "shipper", Set.of("schema"),
                    "storage", Set.of("schema"),
                    "jobs", Set.of("schema", "storage"),
                    "query", Set.of("schema", "storage"));

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("dev.weir");

    static Stream<String> modules() {
        return ARROWS.keySet().stream().sorted();
    }

    private static DescribedPredicate<JavaClass> inModules(Stream<String> modules) {
        return Predicates.resideInAnyPackage(
                modules.map(module -> "dev.weir." + module + "..").toArray(String[]::new));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void aModuleUsesOnlyTheModulesBelowIt(String module) {
        Set<String> allowed = ARROWS.getOrDefault(module, Set.of());
        Stream<String> forbidden =
                Stream.concat(modules(), Stream.of("cli", "benchmarks"))
                        .filter(other -> !other.equals(module) && !allowed.contains(other));

        noClasses()
                .that(inModules(Stream.of(module)))
                .should()
                .dependOnClassesThat(inModules(forbidden))
                .check(CLASSES);
    }

    @ParameterizedTest
    @MethodSource("modules")
    void everyModuleIsOnTheClassPath(String module) {
        assertTrue(
                CLASSES.that(inModules(Stream.of(module))).size() > 0,
                "no class in dev.weir." + module);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("dev.weir.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theApiKnowsOnlyTheStoresPort() {
        noClasses()
                .that(inModules(Stream.of("query")))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.weir.storage.*..")
                .check(CLASSES);
    }

    @Test
    void onlyTheEdgesKnowKafka() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.weir.shipper.kafka..",
                        "dev.weir.storage.kafka..",
                        "dev.weir.jobs..",
                        "dev.weir.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka..")
                .check(CLASSES);
    }

    @Test
    void onlyItsBackendKnowsRocksDb() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.weir.storage.rocksdb..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.rocksdb..")
                .check(CLASSES);
    }

    @Test
    void onlyItsBackendKnowsSql() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.weir.storage.postgresql..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.sql..", "javax.sql..", "org.postgresql..", "com.zaxxer..")
                .check(CLASSES);
    }

    @Test
    void onlyItsBackendKnowsTheClientOfInfluxDb() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.weir.storage.influxdb..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.influxdb..", "okhttp3..", "okio..", "com.google.gson..")
                .check(CLASSES);
    }

    @Test
    void whatCountsTakesItsTimeFromTheLog() {
        for (String module : List.of("schema", "jobs")) {
            noClasses()
                    .that(inModules(Stream.of(module)))
                    .should()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethod(java.time.Instant.class, "now")
                    .check(CLASSES);
        }
    }
}

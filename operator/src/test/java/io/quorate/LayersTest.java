package io.quorate;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** Who may import whom: what decides knows no Kubernetes; one package reads it, others write. */
@AnalyzeClasses(packages = "io.quorate", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {

    @ArchTest
    static final ArchRule the_decision_knows_java_alone = classes().that().resideInAPackage("io.quorate.core..")
            .should().onlyDependOnClassesThat(resideInAnyPackage("java..", "io.quorate.core.."));

    @ArchTest
    static final ArchRule the_decision_reads_no_clock = noClasses().that().resideInAPackage("io.quorate.core..")
            .should().callMethod(java.time.Instant.class, "now").orShould().callMethod(System.class, "nanoTime")
            .orShould().callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule records_know_the_decision_and_the_port = onlyUses("record", "core", "port");

    @ArchTest
    static final ArchRule observing_knows_the_decision_and_records = onlyUses("observe", "core", "record", "port");

    @ArchTest
    static final ArchRule acting_knows_the_decision_and_records = onlyUses("act", "core", "record", "port");

    @ArchTest
    static final ArchRule reporting_knows_the_decision_and_the_port = onlyUses("report", "core", "port");

    @ArchTest
    static final ArchRule only_entry_points_know_the_framework = noClasses().that()
            .resideInAnyPackage("io.quorate.observe..",
                    "io.quorate.act..", "io.quorate.report..", "io.quorate.record..")
            .should()
            .dependOnClassesThat().resideInAPackage("io.javaoperatorsdk..").allowEmptyShould(true);

    @ArchTest
    static final ArchRule the_port_knows_nothing_of_this_project = onlyUses("port");

    /** The API's types extend the client's CustomResource, and the framework's annotation names its ItemStore. */
    @ArchTest
    static final ArchRule only_the_port_and_entry_points_know_the_client = noClasses().that()
            .resideInAPackage("io.quorate..").and().resideOutsideOfPackage("io.quorate.api..").and()
            .haveNameNotMatching("io\\.quorate\\.(port\\.KubernetesApi|Main|QuorateOperator|Wakeups|cli\\..*)(\\$.*)?")
            .should().dependOnClassesThat(resideInAPackage("io.fabric8.kubernetes.client..")
                    .and(not(name("io.fabric8.kubernetes.client.CustomResource")))
                    .and(not(name("io.fabric8.kubernetes.client.informers.cache.ItemStore"))));

    @ArchTest
    static final ArchRule packages_form_no_circle = slices().matching("io.quorate.(*)..").should().beFreeOfCycles();

    /** Of this project's packages; the API's types are free to all that meet Kubernetes. */
    private static ArchRule onlyUses(String layer, String... others) {
        var allowed = Stream.concat(Stream.of(layer, "api"), Stream.of(others)).map(p -> "io.quorate." + p + "..")
                .toArray(String[]::new);
        var foreign = resideInAPackage("io.quorate..").and(not(resideInAnyPackage(allowed)))
                .and(not(name("io.quorate.observe.Observation")));
        return noClasses().that().resideInAPackage("io.quorate." + layer + "..").should().dependOnClassesThat(foreign)
                .allowEmptyShould(true).as(layer + " imports of this project only " + String.join(", ", allowed)
                        + " and the value Observation");
    }
}

package dev.hpk.examples;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static dev.hpk.examples.Module.inModule;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.fabric8.kubernetes.client.Client;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.net.Socket;
import java.nio.channels.Channel;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the house that a compiler does not know. */
class ArchitectureTest {
  private static final JavaClasses HPK =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.hpk");

  @Test
  void the_arrows_are_examples_to_core_to_api_and_plugins_to_api() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("api")
        .definedBy(inModule("hpk-api"))
        .layer("core")
        .definedBy(inModule("hpk-core"))
        .layer("testkit")
        .definedBy(inModule("hpk-testkit"))
        .layer("slurm")
        .definedBy(inModule("hpk-scheduler-slurm"))
        .layer("apptainer")
        .definedBy(inModule("hpk-runtime-apptainer"))
        .layer("podmanhpc")
        .definedBy(inModule("hpk-runtime-podmanhpc"))
        .layer("examples")
        .definedBy(inModule("hpk-examples"))
        .whereLayer("api")
        .mayNotAccessAnyLayer()
        .whereLayer("core")
        .mayOnlyAccessLayers("api")
        .whereLayer("testkit")
        .mayOnlyAccessLayers("api")
        .whereLayer("slurm")
        .mayOnlyAccessLayers("api")
        .whereLayer("apptainer")
        .mayOnlyAccessLayers("api")
        .whereLayer("podmanhpc")
        .mayOnlyAccessLayers("api")
        .whereLayer("examples")
        .mayOnlyAccessLayers("api", "core", "slurm", "apptainer", "podmanhpc", "testkit")
        .check(HPK);
  }

  @Test
  void a_package_lives_in_one_module() {
    Map<String, Set<String>> modules =
        HPK.stream().collect(groupingBy(JavaClass::getPackageName, mapping(Module::of, toSet())));

    assertThat(modules)
        .isNotEmpty()
        .allSatisfy((name, homes) -> assertThat(homes).hasSize(1).doesNotContain("elsewhere"));
  }

  @Test
  void packages_are_at_most_two_levels_deep() {
    classes()
        .should()
        .resideInAPackage("dev.hpk.*")
        .orShould()
        .resideInAPackage("dev.hpk.*.*")
        .check(HPK);
  }

  @Test
  void packages_form_no_cycle() {
    slices().matching("dev.hpk.(*)..").should().beFreeOfCycles().check(HPK);
  }

  @Test
  void every_package_is_null_marked() {
    classes().should(beInANullMarkedPackage()).check(HPK);
  }

  @Test
  void the_translator_is_pure() {
    noClasses()
        .that()
        .resideInAPackage("dev.hpk.translate..")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Client.class)
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(
            ProcessBuilder.class,
            Process.class,
            Runtime.class,
            Thread.class,
            Files.class,
            File.class,
            FileInputStream.class,
            FileOutputStream.class,
            RandomAccessFile.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Channel.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Socket.class)
        .orShould()
        .callMethod(Clock.class, "systemUTC")
        .orShould()
        .callMethod(Clock.class, "systemDefaultZone")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(HPK);
  }

  @Test
  void only_the_examples_write_to_the_terminal() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.hpk.examples..")
        .should(ACCESS_STANDARD_STREAMS)
        .check(HPK);
  }

  @Test
  void processes_are_started_in_one_place() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.hpk.process..", "dev.hpk.testkit..", "dev.hpk.examples..")
        .should()
        .dependOnClassesThat()
        .belongToAnyOf(ProcessBuilder.class)
        .orShould()
        .callMethod(Runtime.class, "exec", String.class)
        .orShould()
        .callMethod(Runtime.class, "exec", String[].class)
        .check(HPK);
  }

  private static ArchCondition<JavaClass> beInANullMarkedPackage() {
    return new ArchCondition<>("be in a package marked @NullMarked") {
      @Override
      public void check(JavaClass subject, ConditionEvents events) {
        boolean marked = subject.getPackage().isAnnotatedWith(NullMarked.class);
        events.add(
            new SimpleConditionEvent(
                subject, marked, subject.getPackageName() + " (" + subject.getName() + ")"));
      }
    };
  }
}

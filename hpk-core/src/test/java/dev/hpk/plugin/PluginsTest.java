package dev.hpk.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.hpk.api.CommandRunner;
import dev.hpk.api.HpkException;
import dev.hpk.api.PluginConfig;
import dev.hpk.api.PluginContext;
import dev.hpk.api.PodTranslator;
import dev.hpk.api.PodTranslatorFactory;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PluginsTest {

  private static final ClassLoader LOADER = PluginsTest.class.getClassLoader();
  private static final PodTranslator PRODUCT =
      (pod, context) -> {
        throw new IllegalStateException("not called");
      };

  @Test
  void plugins_of_the_class_path_and_those_handed_over_stand_side_by_side() {
    Plugins<PodTranslatorFactory> plugins = find(factory("mine"));

    assertThat(plugins.all()).containsOnlyKeys("default", "mine");
    assertThat(plugins.choose("mine").name()).isEqualTo("mine");
  }

  @Test
  void an_unknown_name_is_answered_with_the_known_ones() {
    assertThatThrownBy(() -> find(factory("mine")).choose("others"))
        .satisfies(PluginsTest::isConfiguration)
        .hasMessage(
            "translator 'others' is not known; known are default, mine;"
                + " put the jar that provides it on the class path");
  }

  @Test
  void an_unknown_name_of_ours_is_answered_with_its_artifact() {
    assertThatThrownBy(() -> Plugins.find(PluginKind.SCHEDULER, List.of(), LOADER).choose("slurm"))
        .satisfies(PluginsTest::isConfiguration)
        .hasMessageContaining("scheduler 'slurm' is not known")
        .hasMessageContaining("known are local")
        .hasMessageContaining("put dev.hpk:hpk-scheduler-slurm on the class path");
  }

  @Test
  void two_plugins_of_one_name_are_refused_and_both_are_named() {
    assertThatThrownBy(() -> find(factory("default")))
        .satisfies(PluginsTest::isConfiguration)
        .hasMessageContaining("two translator plugins have the name 'default'")
        .hasMessageContaining("dev.hpk.translate.DefaultTranslatorFactory")
        .hasMessageContaining(Given.class.getName());
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", " ", "Mine", "my_plugin", "-x", "a b"})
  void a_name_that_is_none_is_refused(@Nullable String name) {
    assertThatThrownBy(() -> find(factory(name)))
        .satisfies(PluginsTest::isConfiguration)
        .hasMessageContaining(Given.class.getName())
        .hasMessageContaining("'" + name + "'");
  }

  @Test
  void a_factory_that_cannot_say_its_name_is_blamed() {
    Given factory =
        new Given(
            () -> {
              throw new IllegalStateException("no name today");
            },
            () -> PRODUCT);

    assertThatThrownBy(() -> find(factory))
        .satisfies(PluginsTest::isConfiguration)
        .hasMessageContaining(Given.class.getName())
        .hasMessageContaining("no name today");
  }

  @Test
  void a_factory_that_throws_is_blamed_by_its_name() {
    assertThatThrownBy(
            () ->
                make(
                    new Given(
                        () -> "mine",
                        () -> {
                          throw new IllegalStateException("out of luck");
                        })))
        .satisfies(PluginsTest::isConfiguration)
        .hasMessageContaining("translator 'mine'")
        .hasMessageContaining("out of luck");
  }

  @Test
  void a_factory_that_explains_itself_is_passed_on_as_it_is() {
    HpkException why = new HpkException(HpkException.Kind.EXTERNAL, "the disk is away");

    assertThatThrownBy(
            () ->
                make(
                    new Given(
                        () -> "mine",
                        () -> {
                          throw why;
                        })))
        .isSameAs(why);
  }

  @Test
  void a_factory_that_makes_null_is_blamed_by_its_name() {
    assertThatThrownBy(() -> make(new Given(() -> "mine", () -> null)))
        .satisfies(PluginsTest::isConfiguration)
        .hasMessageContaining("translator 'mine'")
        .hasMessageContaining("made null");
  }

  @Test
  void a_good_factory_makes_the_plugin() {
    assertThat(make(factory("mine"))).isSameAs(PRODUCT);
  }

  private static Plugins<PodTranslatorFactory> find(PodTranslatorFactory given) {
    return Plugins.find(PluginKind.TRANSLATOR, List.of(given), LOADER);
  }

  private static PodTranslator make(PodTranslatorFactory factory) {
    return Plugins.make(
        PluginKind.TRANSLATOR, factory, PluginConfig.empty("translators.mine"), new NoContext());
  }

  private static Given factory(@Nullable String name) {
    return new Given(() -> name, () -> PRODUCT);
  }

  private static void isConfiguration(Throwable failure) {
    assertThat(failure)
        .isInstanceOfSatisfying(
            HpkException.class,
            e -> assertThat(e.kind()).isEqualTo(HpkException.Kind.CONFIGURATION));
  }

  /** Also a factory that breaks its contract. */
  @SuppressWarnings("NullAway")
  private record Given(Supplier<@Nullable String> called, Supplier<@Nullable PodTranslator> product)
      implements PodTranslatorFactory {

    @Override
    public String name() {
      return called.get();
    }

    @Override
    public PodTranslator create(PluginConfig config, PluginContext context) {
      return product.get();
    }
  }

  private record NoContext() implements PluginContext {

    @Override
    public Clock clock() {
      return Clock.systemUTC();
    }

    @Override
    public CommandRunner commands() {
      throw new IllegalStateException("not called");
    }

    @Override
    public Path workDirectory() {
      return Path.of("/");
    }

    @Override
    public String owner() {
      return "owner";
    }
  }
}

package dev.hpk.examples;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The Maven module of a class, read from where its class file lies. */
final class Module {
  private static final Pattern HOME = Pattern.compile("/(hpk-[a-z-]+)(/target/|-[0-9][^/]*\\.jar)");

  private Module() {}

  static String of(JavaClass subject) {
    String place = subject.getSource().map(source -> source.getUri().toString()).orElse("");
    Matcher home = HOME.matcher(place);
    return home.find() ? home.group(1) : "elsewhere";
  }

  static DescribedPredicate<JavaClass> inModule(String module) {
    return DescribedPredicate.describe("in " + module, subject -> of(subject).equals(module));
  }
}

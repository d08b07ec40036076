package dev.hpk.api.pod;

import dev.hpk.api.container.Word;

/**
 * A variable of a container's environment, resolved.
 *
 * @param name its name
 * @param value its value; parts of it may be known to the job only, such as the pod's address
 * @param secret whether any part of the value came from a Secret or a token
 */
public record EnvVariable(String name, Word value, boolean secret) {

  public EnvVariable {
    if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("variable name is not acceptable: '" + name + "'");
    }
  }

  /** A variable whose value is known. */
  public EnvVariable(String name, String value, boolean secret) {
    this(name, literal(name, value), secret);
  }

  private static Word literal(String name, String value) {
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("value of variable " + name + " has a NUL");
    }
    return Word.of(value);
  }

  /** The name only: the value may be secret. */
  @Override
  public String toString() {
    return "EnvVariable[" + name + "]";
  }
}

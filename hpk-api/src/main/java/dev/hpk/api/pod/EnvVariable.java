package dev.hpk.api.pod;

/**
 * A variable of a container's environment, resolved.
 *
 * @param name its name
 * @param value its value
 * @param secret whether any part of the value came from a Secret or a token
 */
public record EnvVariable(String name, String value, boolean secret) {

  public EnvVariable {
    if (name.isEmpty() || name.indexOf('=') >= 0 || name.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("variable name is not acceptable: '" + name + "'");
    }
    if (value.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("value of variable " + name + " has a NUL");
    }
  }

  /** The name only: the value may be secret. */
  @Override
  public String toString() {
    return "EnvVariable[" + name + "]";
  }
}

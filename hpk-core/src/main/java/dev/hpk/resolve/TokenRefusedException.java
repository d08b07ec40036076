package dev.hpk.resolve;

import dev.hpk.api.HpkException;
import org.jspecify.annotations.Nullable;

/** The API server gives no token, such as for a service account that is missing. */
public final class TokenRefusedException extends HpkException {

  private static final long serialVersionUID = 1L;

  public TokenRefusedException(String message, @Nullable Throwable cause) {
    super(Kind.EXTERNAL, message, cause);
  }
}

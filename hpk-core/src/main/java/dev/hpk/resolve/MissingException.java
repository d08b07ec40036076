package dev.hpk.resolve;

/**
 * What a reference names is not there, or not fit for its use. Its finder says where: see {@link
 * UnresolvedException}. Checked, so that nobody forgets to.
 */
final class MissingException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String text;

  MissingException(String text) {
    super(text);
    this.text = text;
  }

  /** As a kubelet words it. */
  String text() {
    return text;
  }
}

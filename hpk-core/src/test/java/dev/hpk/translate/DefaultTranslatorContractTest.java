package dev.hpk.translate;

import dev.hpk.api.PodTranslator;
import dev.hpk.testkit.translator.PodTranslatorContract;

class DefaultTranslatorContractTest extends PodTranslatorContract {

  @Override
  protected PodTranslator translator() {
    return new DefaultTranslator();
  }
}

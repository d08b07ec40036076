package dev.hpk.pod;

import dev.hpk.node.NodeHealth;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is wrong with the kubelet at the moment, told by those who notice. */
public final class KubeletHealth implements NodeHealth {

  private static final Logger LOG = LoggerFactory.getLogger(KubeletHealth.class);

  private final Map<String, String> problems = new ConcurrentHashMap<>();
  private volatile Runnable changed = () -> {};

  /** Who is told when a problem appears or goes, on the thread that noticed. */
  public void onChange(Runnable listener) {
    changed = listener;
  }

  @Override
  public Map<String, String> problems() {
    return Map.copyOf(problems);
  }

  /** A source has a problem, for people. */
  public void failed(String source, String message) {
    if (problems.put(source, message) == null) {
      LOG.atWarn().addKeyValue("source", source).log("{}", message);
      changed.run();
    }
  }

  /** A source is well. */
  public void succeeded(String source) {
    if (problems.remove(source) != null) {
      LOG.atInfo().addKeyValue("source", source).log("Well again");
      changed.run();
    }
  }
}

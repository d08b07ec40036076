package dev.hpk.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.hpk.api.HpkException;
import dev.hpk.disk.Disk;
import dev.hpk.disk.PodDirectory;
import dev.hpk.disk.WorkDirectory;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ledger on disk: one file in each pod's directory, on the disk before {@link #write} returns.
 * Safe for several threads as long as each pod is written by one at a time.
 */
public final class Ledger {

  private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
  private static final ObjectMapper MAPPER =
      new ObjectMapper().registerModule(new JavaTimeModule());

  private final WorkDirectory work;

  public Ledger(WorkDirectory work) {
    this.work = work;
  }

  /** The entry of a pod; empty when it has none. */
  public Optional<LedgerEntry> read(String uid) {
    byte[] content = Disk.read(work.pod(uid).ledger());
    return content == null ? Optional.empty() : Optional.of(parse(uid, content));
  }

  /** Every pod that has an entry. An entry that cannot be read is logged and left where it is. */
  public List<LedgerEntry> readAll() {
    List<LedgerEntry> entries = new ArrayList<>();
    for (String uid : podDirectories()) {
      try {
        read(uid).ifPresent(entries::add);
      } catch (HpkException e) {
        LOG.atError().addKeyValue("pod", uid).log(e.getMessage());
      }
    }
    return entries;
  }

  public void write(LedgerEntry entry) {
    PodDirectory directory = work.pod(entry.uid());
    Disk.makeDirectory(directory.root());
    try {
      Disk.writeDurably(directory.ledger(), MAPPER.writeValueAsBytes(entry), 0600);
    } catch (JsonProcessingException e) {
      throw new HpkException(
          HpkException.Kind.INTERNAL, "ledger of pod " + entry.uid() + " cannot be written", e);
    }
  }

  /** Forgets a pod: its directory goes, the entry last of all. */
  public void remove(String uid) {
    PodDirectory directory = work.pod(uid);
    if (!Files.isDirectory(directory.root())) {
      return;
    }
    try (DirectoryStream<Path> content = Files.newDirectoryStream(directory.root())) {
      for (Path path : content) {
        if (!path.equals(directory.ledger())) {
          Disk.remove(path);
        }
      }
    } catch (IOException e) {
      throw new HpkException(
          HpkException.Kind.EXTERNAL,
          "work directory: cannot list " + directory.root() + ": " + e.getMessage(),
          e);
    }
    Disk.remove(directory.root());
  }

  private List<String> podDirectories() {
    if (!Files.isDirectory(work.pods())) {
      return List.of();
    }
    List<String> uids = new ArrayList<>();
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(work.pods())) {
      for (Path path : directories) {
        String name = path.getFileName().toString();
        if (PodDirectory.isName(name)) {
          uids.add(name);
        }
      }
    } catch (IOException e) {
      throw new HpkException(
          HpkException.Kind.EXTERNAL,
          "work directory: cannot list " + work.pods() + ": " + e.getMessage(),
          e);
    }
    return uids;
  }

  private LedgerEntry parse(String uid, byte[] content) {
    try {
      return MAPPER.readValue(content, LedgerEntry.class);
    } catch (IOException e) {
      throw new HpkException(
          HpkException.Kind.INTERNAL,
          "ledger of pod " + uid + " is not readable: " + e.getMessage(),
          e);
    }
  }
}

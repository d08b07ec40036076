package dev.hpk.server;

import dev.hpk.access.Access;
import dev.hpk.access.TestAccess;
import dev.hpk.api.job.JobId;
import dev.hpk.certificate.CertificateSource;
import dev.hpk.certificate.CertificateSources;
import dev.hpk.certificate.PemFile;
import dev.hpk.certificate.ServingSettings;
import dev.hpk.disk.Disk;
import dev.hpk.disk.PodDirectory;
import dev.hpk.disk.WorkDirectory;
import dev.hpk.stats.KubeletMetrics;
import dev.hpk.stats.Pages;
import dev.hpk.stream.Streams;
import dev.hpk.watch.JournalLine;
import dev.hpk.watch.PodHistory;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A kubelet port on loopback, a pod with two containers, and a client that checks certificates. */
final class ServerWorld implements PodSource, AutoCloseable {

  static final Instant START = Instant.parse("2026-11-30T12:00:00Z");
  static final String UID = "11111111-2222-3333-4444-555555555555";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  final WorkDirectory work;
  final KubeletServer server;
  final Streams streams;
  private final Map<String, Pod> pods = new ConcurrentHashMap<>();
  private final Map<String, PodHistory> histories = new ConcurrentHashMap<>();
  volatile boolean looping = true;
  private int port;

  ServerWorld(Path directory) {
    this(directory, TestAccess.open());
  }

  ServerWorld(Path directory, Access access) {
    work = new WorkDirectory(directory);
    streams = LocalStreams.make(directory);
    server =
        new KubeletServer("127.0.0.1", this, work, streams, access, pages(), Clock.systemUTC());
    put(pod());
  }

  Pages pages() {
    return new Pages(
        new Pages.Source(
            "node-a",
            "1.2.3",
            this::pods,
            this::history,
            () -> null,
            Map::of,
            Map.of("port", 10250),
            work.journal(),
            work.root(),
            Clock.systemUTC()),
        new KubeletMetrics(Clock.systemUTC()));
  }

  @Override
  public boolean isLooping() {
    return looping;
  }

  ServerWorld started() {
    port = server.start(0, certificates(ServingSettings.NONE, "127.0.0.1"));
    return this;
  }

  /** As the kubelet of node-a chooses it; there is no API server. */
  CertificateSource certificates(ServingSettings settings, String address) {
    return new CertificateSources(
            "node-a",
            List.of(address),
            List.of("localhost", "127.0.0.1"),
            work,
            null,
            Clock.systemUTC())
        .of(settings);
  }

  static Pod pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName("web")
        .withUid(UID)
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName("app")
        .withImage("busybox:1")
        .endContainer()
        .addNewContainer()
        .withName("side")
        .endContainer()
        .endSpec()
        .withNewStatus()
        .withPhase("Running")
        .endStatus()
        .build();
  }

  void put(Pod pod) {
    pods.put(pod.getMetadata().getName(), pod);
  }

  void remove(String name) {
    pods.remove(name);
  }

  @Override
  public List<Pod> pods() {
    return List.copyOf(pods.values());
  }

  @Override
  public Optional<Submitted> submitted(String uid) {
    return Optional.of(new Submitted(new JobId("1"), LocalStreams.runtime()));
  }

  @Override
  public PodHistory history(String uid) {
    return histories.getOrDefault(uid, PodHistory.NONE);
  }

  ServerWorld running(String container, int attempt) {
    return heard("running", container, attempt, null, null);
  }

  /** The pod's job runs on this host, and a container's first process is this one. */
  ServerWorld lives(String container, long process) {
    hear(line("pod", "started", null, "here", null));
    hear(line("container", "running", container, null, (int) process));
    return this;
  }

  private void hear(JournalLine line) {
    histories.merge(UID, PodHistory.NONE.with(line), (known, ignored) -> known.with(line));
  }

  private static JournalLine line(
      String type, String state, String container, String host, Integer process) {
    return new JournalLine(
        START.toEpochMilli(),
        UID,
        "1",
        type,
        state,
        container,
        0,
        host,
        host == null ? null : "127.0.0.1",
        process,
        null,
        null,
        null,
        null,
        null);
  }

  ServerWorld ended(String container, int attempt) {
    return heard("ended", container, attempt, 0, "Completed");
  }

  ServerWorld waiting(String container, int attempt, String reason) {
    return heard("waiting", container, attempt, null, reason);
  }

  private ServerWorld heard(
      String state, String container, int attempt, Integer exit, String reason) {
    JournalLine line =
        new JournalLine(
            START.toEpochMilli(),
            UID,
            "1",
            "container",
            state,
            container,
            attempt,
            null,
            null,
            1,
            START.toEpochMilli(),
            exit,
            null,
            reason,
            "");
    histories.merge(UID, PodHistory.NONE.with(line), (known, ignored) -> known.with(line));
    return this;
  }

  /** Appends to a log, and says in its index that it had this length so long after START. */
  ServerWorld printed(String container, int attempt, Duration after, String text) {
    append(container, attempt, text);
    PodDirectory directory = work.pod(UID);
    try {
      long size = Files.size(directory.log(container, attempt));
      append(
          directory.logIndex(container, attempt),
          START.plus(after).toEpochMilli() + " " + size + "\n");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return this;
  }

  void append(String container, int attempt, String text) {
    Disk.makeDirectory(work.pod(UID).root().resolve(PodDirectory.container(container)));
    append(work.pod(UID).log(container, attempt), text);
  }

  private static void append(Path file, String text) {
    try {
      Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  HttpResponse<String> get(String path) {
    return send("GET", path);
  }

  HttpResponse<String> send(String method, String path) {
    try {
      return client()
          .send(
              request(path).method(method, HttpRequest.BodyPublishers.noBody()).build(),
              BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(method + " " + path, e);
    }
  }

  /** Returns when the headers have come. */
  HttpResponse<InputStream> open(String path) {
    try {
      return client().send(request(path).build(), BodyHandlers.ofInputStream());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(path, e);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path)).timeout(PATIENCE);
  }

  HttpClient client() {
    return client(null);
  }

  HttpClient client(KeyManager[] keys) {
    return HttpClient.newBuilder().sslContext(trust(keys)).connectTimeout(PATIENCE).build();
  }

  /** Trusts the certificate that the server keeps, and no other. */
  SSLContext trust(KeyManager[] keys) {
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      store.setCertificateEntry(
          "kubelet", new PemFile("certificate", work.servingCertificate()).certificates().get(0));
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    server.close();
  }
}

package dev.hpk.testkit.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An API server in memory: objects can be created, read, changed, deleted and watched. There is no
 * admission, no controller, no graceful deletion and no token: what needs those needs a real one.
 */
public final class InMemoryApiServer implements AutoCloseable {

  /**
   * A finalizer that stands for a pod's grace period: an object that has it is only marked when it
   * is deleted, and removed once it is deleted with grace 0, as the API server does with pods.
   */
  public static final String KEEP = "testkit.hpk.dev/keep";

  private static final KubernetesSerialization JSON = new KubernetesSerialization();

  private final KubernetesMockServer server;
  private final KubernetesClient client;

  public InMemoryApiServer() {
    server =
        new KubernetesMockServer(
            new Context(), new MockWebServer(), new HashMap<>(), new Dispatcher(), false);
    server.init();
    client = server.createClient();
  }

  /** A client of this server; closed together with it. */
  public KubernetesClient client() {
    return client;
  }

  @Override
  public void close() {
    client.close();
    try {
      server.destroy();
    } catch (IllegalStateException tooSlow) {
      // It waits on its own event loop for a watch that was closed while an event was on its way,
      // and leaves a minute later.
    }
  }

  /**
   * The server knows no field selector but those of metadata, and answers any other with nothing.
   * Here it answers with all; a kubelet that listens to one node must look itself.
   */
  private static final class Dispatcher extends KubernetesCrudDispatcher {

    Dispatcher() {
      super(List.of());
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      if (request.method() == HttpMethod.DELETE
          && request.getUtf8Body().contains("\"gracePeriodSeconds\":0")) {
        letGo(request);
      }
      return super.dispatch(request);
    }

    private void letGo(RecordedRequest request) {
      String path = request.getPath().replaceAll("[?].*$", "");
      MockResponse current = super.handleGet(path);
      if (current.code() != HttpURLConnection.HTTP_OK) {
        return;
      }
      String text = current.getBody().readUtf8();
      Buffer body = new Buffer().writeUtf8(text.replace("\"" + KEEP + "\"", ""));
      super.handleUpdate(
          new RecordedRequest(
              request.getHttpVersion(), HttpMethod.PUT, path, request.getHeaders(), body));
    }

    @Override
    public MockResponse handleGet(String path) {
      return super.handleGet(withoutNodeSelector(path));
    }

    @Override
    public MockResponse handleWatch(String path) {
      return super.handleWatch(withoutNodeSelector(path));
    }

    /** The server knows no strategic merge patch: it becomes a replacement. */
    @Override
    public MockResponse handlePatch(RecordedRequest request) {
      String type = request.getHeader("Content-Type");
      if (type == null || !type.startsWith("application/strategic-merge-patch+json")) {
        return super.handlePatch(request);
      }
      String path = request.getPath().replaceAll("[?].*$", "");
      MockResponse current = super.handleGet(path.replaceAll("/status$", ""));
      if (current.code() != HttpURLConnection.HTTP_OK) {
        return current;
      }
      Map<?, ?> before = JSON.unmarshal(current.getBody().readUtf8(), Map.class);
      Map<?, ?> patch = JSON.unmarshal(request.getUtf8Body(), Map.class);
      Buffer body = new Buffer().writeUtf8(JSON.asJson(StrategicMerge.apply(before, patch)));
      return super.handleUpdate(
          new RecordedRequest(
              request.getHttpVersion(), HttpMethod.PUT, path, request.getHeaders(), body));
    }

    private static String withoutNodeSelector(String path) {
      return path.replaceAll("fieldSelector=spec\\.nodeName(=|%3D)[^&]*&?", "");
    }
  }
}

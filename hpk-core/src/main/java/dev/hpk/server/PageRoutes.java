package dev.hpk.server;

import dev.hpk.stats.Page;
import dev.hpk.stats.Pages;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Statistics, metrics and the configuration. */
final class PageRoutes implements Routes {

  private static final Logger LOG = LoggerFactory.getLogger(PageRoutes.class);

  private final Pages pages;
  private final Executor background;

  /**
   * @param background makes the pages, which takes more than a moment
   */
  PageRoutes(Pages pages, Executor background) {
    this.pages = pages;
    this.background = background;
  }

  @Override
  public boolean serves(List<String> path) {
    return pages.find(path) != null;
  }

  @Override
  public void serve(Exchange exchange, List<String> path, Map<String, List<String>> query) {
    Page page = pages.find(path);
    if (page == null) {
      throw Refusal.notFound("404 page not found");
    }
    if (!page.mayBePosted() || !exchange.method().equals(HttpMethod.POST)) {
      exchange.requireGet();
    }
    background.execute(() -> answer(exchange, page, query));
  }

  private static void answer(Exchange exchange, Page page, Map<String, List<String>> query) {
    byte[] body;
    try {
      body = page.body().write(query);
    } catch (RuntimeException e) {
      LOG.atError().addKeyValue("request", exchange.target()).setCause(e).log("A request failed");
      exchange.fail(HttpResponseStatus.INTERNAL_SERVER_ERROR, "internal error");
      return;
    }
    exchange.answer(HttpResponseStatus.OK, page.contentType(), body);
  }
}

package dev.hpk.access;

import com.google.common.base.Ticker;
import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Remembers answers of the API server, each kind for its own time. The same question asked twice at
 * once is sent once; a question without an answer is forgotten. Safe for use by several threads.
 */
final class ReviewCache<K, V> {

  private static final long LARGEST = 4096;

  /** Strangers can ask as often as they like: their questions must not fill the memory. */
  private static final int MOST_UNDER_WAY = 128;

  private final Cache<K, V> good;
  private final Cache<K, V> bad;
  private final Predicate<V> isGood;
  private final ConcurrentMap<K, CompletableFuture<V>> underWay = new ConcurrentHashMap<>();

  /**
   * Good answers have a store of their own, so that bad ones cannot push them out.
   *
   * @param goodLife how long a good answer is remembered; zero means not at all
   */
  ReviewCache(Duration goodLife, Duration badLife, Predicate<V> isGood, Ticker ticker) {
    this.good = cache(goodLife, ticker);
    this.bad = cache(badLife, ticker);
    this.isGood = isGood;
  }

  private static <K, V> Cache<K, V> cache(Duration life, Ticker ticker) {
    return CacheBuilder.newBuilder()
        .expireAfterWrite(life)
        .maximumSize(LARGEST)
        .ticker(ticker)
        .build();
  }

  CompletableFuture<V> get(K key, Supplier<CompletableFuture<V>> question) {
    V known = good.getIfPresent(key);
    if (known == null) {
      known = bad.getIfPresent(key);
    }
    return known == null ? ask(key, question) : CompletableFuture.completedFuture(known);
  }

  private CompletableFuture<V> ask(K key, Supplier<CompletableFuture<V>> question) {
    if (underWay.size() >= MOST_UNDER_WAY) {
      return CompletableFuture.failedFuture(
          new IllegalStateException(MOST_UNDER_WAY + " questions wait for an answer already"));
    }
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> earlier = underWay.putIfAbsent(key, mine);
    if (earlier != null) {
      return earlier;
    }
    asked(question)
        .whenComplete(
            (answer, failure) -> {
              if (failure != null) {
                underWay.remove(key, mine);
                mine.completeExceptionally(failure);
                return;
              }
              (isGood.test(answer) ? good : bad).put(key, answer);
              underWay.remove(key, mine);
              mine.complete(answer);
            });
    return mine;
  }

  private static <V> CompletableFuture<V> asked(Supplier<CompletableFuture<V>> question) {
    try {
      return question.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
  }
}

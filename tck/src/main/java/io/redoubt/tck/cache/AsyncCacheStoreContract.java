package io.redoubt.tck.cache;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.AsyncCacheStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests which verify that {@link AsyncCacheStore} returns the same results as the blocking cache store. */
public abstract class AsyncCacheStoreContract extends CacheContractBase {

    private static final Ttl TTL = Ttl.of(ofMinutes(10));

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(60, TimeUnit.SECONDS);
    }

    @Test
    @DisplayName("Every asynchronous method has the result and the effect of the blocking one")
    void sameResults() throws Exception {
        AsyncCacheStore async = cache().async();
        assertThat(async).isSameAs(cache().async());
        get(async.set("a", "A", TTL));
        assertThat(cache().get("a", String.class)).contains("A");
        assertThat(get(async.get("a", String.class))).contains("A");
        assertThat(get(async.get("none", String.class))).isEmpty();
        get(async.setAll(Map.of("b", List.of(1), "c", List.of(2)), TTL));
        TypeRef<List<Integer>> numbers = new TypeRef<>() {};
        assertThat(get(async.get("b", numbers))).contains(List.of(1));
        assertThat(get(async.getAll(List.of("b", "c", "none"), numbers)))
                .isEqualTo(cache().getAll(List.of("b", "c"), numbers))
                .hasSize(2);
        assertThat(get(async.getAll(List.of("a"), String.class))).isEqualTo(Map.of("a", "A"));
        assertThat(get(async.setIfAbsent("a", "B", TTL))).isFalse();
        assertThat(get(async.exists("a"))).isTrue();
        assertThat(get(async.ttl("a"))).isPresent();
        assertThat(get(async.expire("a", Ttl.of(ofMinutes(1))))).isTrue();
        assertThat(((Ttl.Expiring) cache().ttl("a").orElseThrow()).duration()).isLessThanOrEqualTo(ofMinutes(1));
        assertThat(get(async.delete("a"))).isTrue();
        assertThat(cache().exists("a")).isFalse();
        long counted = get(async.call(store -> store.counter("n", TTL).increment()));
        assertThat(counted).isEqualTo(1);
        Optional<Object> none = get(async.call(store -> Optional.empty()));
        assertThat(none).isEmpty();
        get(async.run(store -> store.delete("n")));
        assertThat(cache().exists("n")).isFalse();
    }

    @Test
    @DisplayName("A failure of the blocking method fails the future, and is not thrown")
    void sameFailures() {
        CompletableFuture<Boolean> failed = cache().async().exists("{");
        assertThatThrownBy(failed::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(InvalidInputException.class);
        IllegalStateException own = new IllegalStateException("own");
        CompletableFuture<Object> call = cache().async().call(store -> {
            throw own;
        });
        assertThatThrownBy(call::join).isInstanceOf(CompletionException.class).hasCause(own);
    }
}

package io.redoubt.tck.cache;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.cache.BulkContextLoader;
import io.redoubt.api.cache.BulkLoader;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.Region;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for reading many keys of a cache region in one call ({@code getAll}), and for asynchronous calls. */
public abstract class RegionBulkContract extends RegionContractBase {

    private final List<List<String>> asked = new ArrayList<>();
    private Region<String, String> region;

    @BeforeEach
    void openRegion() {
        region = region(spec());
    }

    /** A source that has all keys but those that begin with x. */
    private BulkContextLoader<String, String> all() {
        return (missing, load) -> {
            asked.add(List.copyOf(missing));
            Map<String, String> found = new LinkedHashMap<>();
            for (String key : missing) {
                if (!key.startsWith("x")) {
                    found.put(key, "v-" + key);
                    load.tags(key, "tag:" + key);
                }
            }
            return found;
        };
    }

    @Test
    @DisplayName("getAll has the loader called once, for what is missing, and keeps the order of the keys")
    void partial() {
        region.put("b", "B");
        Map<String, String> values = region.getAll(List.of("c", "b", "x", "a", "c"), all());
        assertThat(values).containsExactly(Map.entry("c", "v-c"), Map.entry("b", "B"), Map.entry("a", "v-a"));
        assertThat(asked).containsExactly(List.of("c", "x", "a"));
        region.getAll(List.of("a", "b", "c"), all());
        assertThat(asked).hasSize(1);
        region.invalidateTag("tag:a");
        region.getAll(List.of("a", "b", "c"), all());
        assertThat(asked).containsExactly(List.of("c", "x", "a"), List.of("a"));
    }

    @Test
    @DisplayName("getAll remembers what there is not, where the region does")
    void negative() {
        Region<String, String> remembering = region(spec().negativeTtl(ofMinutes(1)));
        assertThat(remembering.getAll(List.of("x1", "x2"), all())).isEmpty();
        assertThat(remembering.getAll(List.of("x1", "x2"), all())).isEmpty();
        assertThat(asked).hasSize(1);
    }

    @Test
    @DisplayName("getAll of nothing does nothing, of the most keys works, and of more is refused")
    void size() {
        assertThat(region.getAll(List.of(), all())).isEmpty();
        assertThat(asked).isEmpty();
        List<String> most = numbered("k", CacheStore.MAX_BULK);
        assertThat(region.getAll(most, all())).hasSize(CacheStore.MAX_BULK);
        assertThat(region.getAll(most, all())).hasSize(CacheStore.MAX_BULK);
        assertThat(asked).hasSize(1);
        assertThatThrownBy(() -> region.getAll(numbered("k", CacheStore.MAX_BULK + 1), all()))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("split it");
    }

    @Test
    @DisplayName("getAll waits for what others are loading, and loads only the rest")
    void joins() throws Exception {
        BlockingLoader held = new BlockingLoader("A");
        Future<LoadedValue<String>> other = meanwhile(() -> region.fetch("a", held));
        held.awaitBegun();
        Future<Map<String, String>> call = meanwhile(() -> region.getAll(List.of("a", "b"), (missing, load) -> {
            held.letGo();
            return all().loadAll(missing, load);
        }));
        assertThat(result(call)).containsExactly(Map.entry("a", "A"), Map.entry("b", "v-b"));
        assertThat(result(other)).isEqualTo(loaded("A"));
        assertThat(asked).containsExactly(List.of("b"));
    }

    @Test
    @DisplayName("getAll fails with its loader, stores nothing then, and falls back where all values are stale")
    void failing() {
        BulkLoader<String, String> failing = id -> {
            throw new IllegalStateException("down");
        };
        assertThatThrownBy(() -> region.getAll(List.of("a", "b"), failing)).hasMessage("down");
        assertThat(stored(region, "a")).isEqualTo("Miss");
        Region<String, String> kept = region(spec().staleOnError(ofHours(1)));
        kept.put("a", "A");
        kept.markStale("a");
        assertThat(kept.getAll(List.of("a"), failing)).containsExactly(Map.entry("a", "A"));
    }

    @Test
    @DisplayName("A bulk loader cannot speak of keys that it was not asked for; what it returns for them is left out")
    void strangers() {
        assertThatThrownBy(() -> region.getAll(List.of("a"), (id, load) -> {
                    load.tags("b", "tag");
                    return Map.of();
                }))
                .isInstanceOf(InvalidInputException.class);
        assertThat(region.getAll(List.of("a"), id -> Map.of("a", "A", "b", "B")))
                .containsExactly(Map.entry("a", "A"));
        assertThat(stored(region, "b")).isEqualTo("Miss");
    }

    @Test
    @DisplayName("The asynchronous view does the same, and its stages fail with the exceptions as they are")
    void async() {
        IllegalStateException failure = new IllegalStateException("down");
        assertThat(region.async()).isSameAs(region.async());
        assertThat(join(region.async().get("a", gives("A")))).isEqualTo("A");
        assertThat(join(region.async().fetch("a", gives("no")))).isEqualTo(cached("A"));
        join(region.async().put("b", "B", "tag"));
        assertThat(join(region.async().getAll(List.of("a", "b"), all()))).hasSize(2);
        join(region.async().invalidateTags(List.of("tag")));
        join(region.async().invalidate("a"));
        assertThat(join(region.async().lookup("a")))
                .isEqualTo(join(region.async().lookup("b")));
        join(region.async().markStale("a"));
        join(region.async().clear());
        assertThatThrownBy(() -> join(region.async().get("c", id -> {
                    throw failure;
                })))
                .isInstanceOf(CompletionException.class)
                .cause()
                .isSameAs(failure);
    }

    private static <T> T join(java.util.concurrent.CompletionStage<T> stage) {
        return stage.toCompletableFuture()
                .orTimeout(30, java.util.concurrent.TimeUnit.SECONDS)
                .join();
    }

    @Test
    @DisplayName("The statistics count what happened")
    void statistics() {
        region.get("a", gives("A"));
        region.get("a", gives("A"));
        region.getAll(List.of("a", "b"), all());
        assertThatThrownBy(() -> region.get("c", fails("down"))).hasMessage("down");
        assertThat(region.statistics().hits()).isEqualTo(2);
        assertThat(region.statistics().misses()).isEqualTo(3);
        assertThat(region.statistics().loads()).isEqualTo(3);
        assertThat(region.statistics().loadFailures()).isEqualTo(1);
        assertThat(region.statistics().replaysPending()).isZero();
    }
}

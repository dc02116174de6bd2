package io.redoubt.cache.internal.region;

import static io.redoubt.cache.internal.region.Samples.HOUR;
import static io.redoubt.cache.internal.region.Samples.loader;
import static io.redoubt.cache.internal.region.Samples.value;
import static io.redoubt.cache.internal.region.Samples.version;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.cache.internal.region.EntryStore.AcquireRequest;
import io.redoubt.cache.internal.region.EntryStore.AcquireResult;
import io.redoubt.cache.internal.region.EntryStore.StoreResult;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.tck.backend.CommandCost;
import io.redoubt.tck.backend.RedisBackend;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract of a {@link EntryStore} on Redis: what it stores on the server, and how many commands and round trips
 * each step takes.
 */
abstract class RegionWireContract extends RegionStoreContract {

    private static final int MANY = 200;

    @Override
    abstract RedisBackend newBackend();

    private RedisBackend redis() {
        return (RedisBackend) backend();
    }

    @Test
    @DisplayName("keys are as documented")
    void keyNames() {
        put("user:1", value(1), HOUR);
        store().tryAcquireRefreshLease("user:1", loader(1), HOUR, HOUR);
        store().versions().getOrCreateVersions(List.of("tenant:7"), HOUR);
        String start = redis().prefix() + "region:";
        assertThat(redis().keys())
                .containsExactlyInAnyOrder(
                        start + "things:user:1",
                        start + "things!:{" + start + "things:user:1}",
                        start + "{things}:guard",
                        start + "{things}:all",
                        start + "{things}:tag:tenant:7");
    }

    @Test
    @DisplayName("each step on one cell, or on the stamps, is one command in one round trip")
    void single() {
        Map<String, Runnable> steps = new LinkedHashMap<>();
        steps.put("acquire", () -> acquire("a", loader(1)));
        steps.put("acquire again", () -> acquire("a", loader(2)));
        steps.put("fill", () -> storeLoaded("a", loader(1), value(1)));
        steps.put("refresh", () -> store().tryAcquireRefreshLease("a", loader(3), HOUR, HOUR));
        steps.put("keep", () -> store().updateRefreshLease("a", loader(3), HOUR));
        steps.put("fill refreshed", () -> storeLoaded("a", version(1), value(2), loader(3)));
        steps.put("release", () -> store().release(Map.of("a", loader(1))));
        steps.put("put", () -> put("a", value(1), HOUR));
        steps.put("expire", () -> store().markStale("a", version(9), HOUR));
        steps.put("remove", () -> remove("a"));
        steps.put("stamps", () -> store().versions().getOrCreateVersions(List.of("x", "y"), HOUR));
        steps.put("look", () -> store().versions().findVersions(List.of("x", "y")));
        steps.put("invalidate", () -> store().versions().invalidateTags(List.of("x", "y"), HOUR));
        steps.put("clear", () -> store().versions().clear(HOUR));
        steps.values().forEach(Runnable::run); // the first use of a script also loads it on the master
        steps.forEach((name, step) -> {
            CommandCost cost = redis().measure(step::run);
            assertThat(cost.counts().commands()).as(name).isEqualTo(1);
            assertThat(cost.counts().roundTrips()).as(name).isEqualTo(1);
        });
    }

    @Test
    @DisplayName("n cells are read with 2n + 1 commands, in one round trip to each master")
    void read() {
        redis().measure(() -> store().read(List.of("a"))).mustBePerMaster(3, 1);
        List<String> entries =
                IntStream.range(0, MANY).mapToObj(String::valueOf).toList();
        redis().measure(() -> store().read(entries)).mustBePerMaster(2 * MANY + 1, 1);
    }

    @Test
    @DisplayName("cells that are too large together are missing one by one, and the region version is not")
    void tooLarge() {
        store().versions().getOrCreateVersions(List.of("tag"), HOUR);
        byte[] large = new byte[100_000]; // 60 of them are more than three masters may reply with
        List<String> entries = IntStream.range(0, 60).mapToObj(String::valueOf).toList();
        entries.forEach(entry -> put(entry, large, HOUR));
        try (RedisDriver limited = redis().address().open(settings -> settings.maxReplyBytes(1L << 20))) {
            EntryStore.StoredEntries found =
                    RegionStoreFixture.redis(redis(), limited, "things").read(entries);
            assertThat(found.versionFailure()).isNull();
            assertThat(found.regionVersion()).isNotNull();
            assertThat(found.entries().get(0).bytes()).hasSize(large.length);
            assertThat(found.entries())
                    .extracting(StoredEntry::content)
                    .filteredOn(StoredEntry.Unread.class::isInstance)
                    .isNotEmpty()
                    .allSatisfy(unread -> assertThat(((StoredEntry.Unread) unread).reason())
                            .isInstanceOf(StoreRejectedException.class));
        } finally {
            entries.forEach(this::remove);
        }
    }

    @Test
    @DisplayName("n cells are acquired, and filled, with n commands in one round trip to each master")
    void bulk() {
        List<AcquireRequest> wishes = IntStream.range(0, MANY)
                .mapToObj(i -> new AcquireRequest(String.valueOf(i), loader(i), null))
                .toList();
        List<ConditionalEntryWrite> writes = IntStream.range(0, MANY)
                .mapToObj(i -> new ConditionalEntryWrite(String.valueOf(i), loader(i), value(i), HOUR, null))
                .toList();
        store().acquire(wishes, HOUR);
        store().storeLoaded(writes);
        redis().measure(() -> store().acquire(wishes, HOUR)).mustBePerMaster(MANY, 1);
        redis().measure(() -> store().storeLoaded(writes)).mustBePerMaster(MANY, 1);
    }

    @Test
    @DisplayName("scripts that the server forgot are sent again")
    void forgotten() {
        acquire("a", loader(1));
        redis().forgetScripts();
        assertThat(storeLoaded("a", loader(1), value(1))).isTrue();
        redis().forgetScripts();
        assertThat(store().storeLoaded(List.of(
                        new ConditionalEntryWrite("a", version(1), value(2), HOUR, null),
                        new ConditionalEntryWrite("b", version(1), value(2), HOUR, null))))
                .containsExactly(new StoreResult.Stored(), new StoreResult.Superseded());
    }

    @Test
    @DisplayName("what is of another type is refused, and what is asked for together with it is not")
    void wrongType() {
        String key = keys().entry("list");
        redis().raw("RPUSH", key, "a");
        redis().raw("EXPIRE", key, "60");
        List<StoredEntry> read = store().read(List.of("list", "b")).entries();
        assertThat(read.get(0).content())
                .isInstanceOfSatisfying(StoredEntry.Unread.class, unread -> assertWrongType(unread.reason()));
        assertThat(read.get(1).content()).isInstanceOf(StoredEntry.Empty.class);
        assertThat(acquire("list", loader(1)))
                .isInstanceOfSatisfying(AcquireResult.Failed.class, failed -> assertWrongType(failed.reason()));
        List<AcquireResult> acquired = store().acquire(
                        List.of(new AcquireRequest("list", loader(1), null), new AcquireRequest("b", loader(1), null)),
                        HOUR);
        assertThat(acquired.get(0)).isInstanceOf(AcquireResult.Failed.class);
        assertThat(acquired.get(1)).isInstanceOf(AcquireResult.Granted.class);
        List<StoreResult> stored = store().storeLoaded(List.of(
                new ConditionalEntryWrite("list", loader(1), value(1), HOUR, null),
                new ConditionalEntryWrite("b", loader(1), value(1), HOUR, null)));
        assertThat(stored.get(0))
                .isInstanceOfSatisfying(StoreResult.Failed.class, failed -> assertWrongType(failed.reason()));
        assertThat(stored.get(1)).isEqualTo(new StoreResult.Stored());
        assertThat(remove("list")).isTrue();
    }

    private static void assertWrongType(RedoubtException failure) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        StoreRejectedException.class, e -> assertThat(e.code()).isEqualTo("WRONGTYPE"));
    }
}

package io.redoubt.tck.cache;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Counter;
import io.redoubt.api.cache.Leaderboard;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.SharedList;
import io.redoubt.api.cache.SharedSet;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.api.cache.WriteThrough;
import io.redoubt.tck.InterruptAssertions;
import io.redoubt.tck.backend.RedisBackend;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract tests for cache calls whose thread is interrupted before or during the call, on Redis and in memory. */
public abstract class CacheInterruptContract extends RegionContractBase {

    private static final Ttl MINUTE = Ttl.of(ofMinutes(1));

    @AfterEach
    void clearFlag() {
        Thread.interrupted();
    }

    @Nested
    @DisplayName("A thread that is interrupted already is refused, without effect,")
    class Before {

        @Test
        @DisplayName("by the store and its structures")
        void store() {
            CacheStore cache = cache();
            Counter counter = cache.counter("counter", MINUTE);
            SharedSet<String> set = cache.sharedSet("set", String.class, MINUTE);
            SharedList<String> list = cache.sharedList("list", String.class, MINUTE);
            Leaderboard board = cache.leaderboard("board", MINUTE);
            Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
            calls.put("get", () -> cache.get("k", String.class));
            calls.put("getAll", () -> cache.getAll(List.of("k"), String.class));
            calls.put("set", () -> cache.set("k", "v", MINUTE));
            calls.put("setAll", () -> cache.setAll(Map.of("k", "v"), MINUTE));
            calls.put("setIfAbsent", () -> cache.setIfAbsent("k", "v", MINUTE));
            calls.put("delete", () -> cache.delete("k"));
            calls.put("exists", () -> cache.exists("k"));
            calls.put("ttl", () -> cache.ttl("k"));
            calls.put("expire", () -> cache.expire("k", MINUTE));
            calls.put("deleteMatching", () -> cache.deleteMatching("k*"));
            calls.put("serverStatistics", cache::serverStatistics);
            calls.put("counter.add", counter::increment);
            calls.put("counter.get", counter::get);
            calls.put("set.add", () -> set.add("e"));
            calls.put("set.remove", () -> set.remove("e"));
            calls.put("set.contains", () -> set.contains("e"));
            calls.put("set.members", set::members);
            calls.put("set.size", set::size);
            calls.put("list.pushFirst", () -> list.pushFirst("e"));
            calls.put("list.pushLast", () -> list.pushLast("e"));
            calls.put("list.popFirst", list::popFirst);
            calls.put("list.first", () -> list.first(1));
            calls.put("list.last", () -> list.last(1));
            calls.put("list.keepFirst", () -> list.keepFirst(1));
            calls.put("list.size", list::size);
            calls.put("board.put", () -> board.put("m", 1));
            calls.put("board.increment", () -> board.increment("m", 1));
            calls.put("board.score", () -> board.score("m"));
            calls.put("board.rank", () -> board.rank("m"));
            calls.put("board.top", () -> board.top(1));
            calls.put("board.around", () -> board.around("m", 1));
            calls.put("board.remove", () -> board.remove("m"));
            calls.put("board.keepTop", () -> board.keepTop(1));
            calls.put("board.size", board::size);

            InterruptAssertions.assertRefused(calls);

            assertThat(List.of("k", "counter", "set", "list", "board")).noneMatch(cache::exists);
        }

        @Test
        @DisplayName("by a region, whose loader is not asked")
        void regionOperations() {
            Region<String, String> region = region(spec());
            region.put("stored", "old", "tag");
            Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
            calls.put("get", () -> region.get("a", gives("A")));
            calls.put("fetch", () -> region.fetch("a", gives("A")));
            calls.put(
                    "getAll",
                    () -> region.getAll(List.of("a"), missing -> {
                        loads.incrementAndGet();
                        return Map.of("a", "A");
                    }));
            calls.put("lookup", () -> region.lookup("a"));
            calls.put("put", () -> region.put("a", "A"));

            InterruptAssertions.assertRefused(calls);

            assertThat(loads).hasValue(0);
            awaitStored(elsewhere(spec()), "a", "Miss");
            assertThat(region.get("b", gives("B"))).isEqualTo("B");
        }

        @Test
        @DisplayName("by the invalidations of a region, which repeats them")
        void invalidations() {
            Region<String, String> region = region(spec());
            Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
            calls.put("invalidate", () -> region.invalidate("stored"));
            calls.put("markStale", () -> region.markStale("stored"));
            calls.put("invalidateTag", () -> region.invalidateTag("tag"));
            calls.put("clear", region::clear);
            calls.forEach((name, call) -> {
                region.put("stored", "old", "tag");
                InterruptAssertions.assertRefused(Map.of(name, call));
                awaitStored(region, "stored", "Miss");
            });
        }

        @Test
        @DisplayName("by write-through and write-behind, whose source is not asked")
        void writes() {
            AtomicBoolean written = new AtomicBoolean();
            Region<String, String> region = region(spec());
            WriteThrough<String, String> through = region.writeThrough((key, value) -> written.set(true));
            WriteBehind<String, String> behind =
                    region.writeBehind(WriteBehindSettings.defaults().shards(1), writes -> written.set(true));
            Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
            calls.put("through.put", () -> through.put("a", "A"));
            calls.put("through.remove", () -> through.remove("a"));
            calls.put("behind.put", () -> behind.put("a", "A"));
            calls.put("behind.remove", () -> behind.remove("a"));
            calls.put("behind.pending", () -> behind.pending("a"));
            calls.put("behind.deadLetters", () -> behind.deadLetters(1));
            calls.put("behind.retryDeadLetters", behind::retryDeadLetters);

            InterruptAssertions.assertRefused(calls);
            behind.close();

            assertThat(written).isFalse();
            if (on() instanceof RedisBackend redis) {
                redis.raw("UNLINK", redis.prefix() + "behind:{names}:shards"); // lasting, as documented
            }
        }
    }

    @Nested
    @DisplayName("A thread that is interrupted while a value is loaded")
    class During {

        @Test
        @DisplayName("stops to wait for another's load, which goes on")
        void waiter() throws Exception {
            Region<String, String> region = region(spec());
            BlockingLoader held = new BlockingLoader("A");
            Future<String> first = meanwhile(() -> region.get("a", held));
            held.awaitBegun();

            RedoubtInterruptedException refused = InterruptAssertions.interrupt(
                    () -> region.get("a", gives("other")),
                    () -> region.statistics().misses() == 2);
            held.letGo();

            assertThat(refused.mayHaveTakenEffect()).isFalse();
            assertThat(result(first)).isEqualTo("A");
            assertThat(loads).hasValue(0);
            assertThat(stored(elsewhere(spec()), "a")).isEqualTo("A");
        }

        @Test
        @DisplayName("does not fail the callers who wait for its load, nor keep the key from others")
        void loading() throws Exception {
            Region<String, String> region = region(spec());
            BlockingLoader held = new BlockingLoader("never");
            Future<String> sharing = meanwhile(() -> {
                held.awaitBegun();
                return region.get("a", gives("B"));
            });
            InterruptAssertions.interrupt(
                    () -> region.get("a", held), () -> region.statistics().misses() == 2);

            assertThat(result(sharing)).isEqualTo("B");
            assertThat(stored(elsewhere(spec()), "a")).isEqualTo("B");
        }

        @Test
        @DisplayName("by its own loader, which returns a value, gets and stores it")
        void loaderSetsFlag() {
            Region<String, String> region = region(spec());

            assertThat(region.fetch("a", id -> {
                        Thread.currentThread().interrupt();
                        return "A";
                    }))
                    .isEqualTo(new LoadedValue<>("A", Origin.LOADED));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(stored(elsewhere(spec()), "a")).isEqualTo("A");
        }

        @Test
        @DisplayName("by its own loader, which fails, leaves the key to others")
        void loaderFails() {
            Region<String, String> region = region(spec());

            assertThatThrownBy(() -> region.get("a", id -> {
                        Thread.currentThread().interrupt();
                        throw new IllegalStateException("down");
                    }))
                    .hasMessageContaining("down");
            assertThat(Thread.interrupted()).isTrue();
            assertThat(elsewhere(spec()).get("a", gives("A"))).isEqualTo("A");
        }

        @Test
        @DisplayName("by a writer whose source took the value, leaves the value in the region")
        void writerSetsFlag() {
            Region<String, String> region = region(spec());
            WriteThrough<String, String> through =
                    region.writeThrough((key, value) -> Thread.currentThread().interrupt());
            through.put("a", "A");

            assertThat(Thread.interrupted()).isTrue();
            assertThat(stored(elsewhere(spec()), "a")).isEqualTo("A");
        }
    }
}

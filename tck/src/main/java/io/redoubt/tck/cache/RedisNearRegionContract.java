package io.redoubt.tck.cache;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.Region;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.CommandCost;
import io.redoubt.tck.backend.RedisBackend;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for a cache {@link Region} with a near cache on Redis: number of commands, and changes made by other
 * programs.
 */
public abstract class RedisNearRegionContract extends NearRegionContract {

    @Override
    protected abstract RedisBackend backend();

    private RedisBackend redis() {
        Backend backend = on();
        return (RedisBackend) backend;
    }

    private String entry(String key) {
        return redis().prefix() + "region:names:user:" + key + ":name";
    }

    private static ConditionFactory eventually() {
        return Awaitility.await().pollInterval(ofMillis(5)).atMost(PATIENCE);
    }

    @Test
    @DisplayName("A near hit sends no command, also for a value with tags and for many keys")
    void cost() {
        region.put("a", "A", "guild:7");
        region.put("b", "B");
        onceReported(() -> {
            awaitNear(region, "a");
            awaitNear(region, "b");
            CommandCost cost = redis().measure(() -> {
                region.get("a", gives("no"));
                region.lookup("a");
                region.getAll(List.of("a", "b"), missing -> Map.of());
            });
            assertThat(cost.counts().commands()).isZero();
        });
    }

    @Nested
    @DisplayName("A change by another program is seen:")
    class OtherPrograms {

        @Test
        @DisplayName("a value that it wrote, deleted, or let expire")
        void values() {
            region.put("a", "A");
            awaitNear(region, "a");
            redis().raw("SET", entry("a"), "\"B\"", "EX", "600");
            eventually().until(() -> "B".equals(region.get("a", gives("no"))));
            awaitNear(region, "a");
            redis().raw("DEL", entry("a"));
            eventually().until(() -> "C".equals(region.get("a", gives("C"))));
            awaitNear(region, "a");
            redis().raw("PEXPIRE", entry("a"), "1");
            eventually().until(() -> "D".equals(region.get("a", gives("D"))));
        }

        @Test
        @DisplayName("each way of changing a region in another process")
        void processes() {
            Region<String, String> other = elsewhere(nearSpec());
            region.put("a", "A", "tag");
            awaitNear(region, "a");
            other.put("a", "B", "tag");
            eventually().until(() -> "B".equals(region.get("a", gives("no"))));
            awaitNear(region, "a");
            other.invalidateTag("tag");
            eventually().until(() -> "C".equals(region.get("a", gives("C", "tag"))));
            awaitNear(region, "a");
            other.invalidate("a");
            eventually().until(() -> "D".equals(region.get("a", gives("D", "tag"))));
            awaitNear(region, "a");
            other.clear();
            eventually().until(() -> "E".equals(region.get("a", gives("E"))));
        }

        @Test
        @DisplayName("the invalidation of one tag costs the values with other tags no load")
        void otherTags() {
            Region<String, String> other = elsewhere(nearSpec());
            region.put("a", "A", "one");
            region.put("b", "B", "two");
            awaitNear(region, "a");
            awaitNear(region, "b");
            other.invalidateTag("one");
            eventually().until(() -> "new".equals(region.get("a", gives("new"))));
            loads.set(0);
            assertThat(awaitNear(region, "b").value()).isEqualTo("B");
            assertThat(loads).hasValue(0);
        }

        @Test
        @DisplayName("the loss of the versions of a region")
        void versionsLost() {
            region.put("a", "A");
            awaitNear(region, "a");
            redis().raw("DEL", redis().prefix() + "region:{names}:guard");
            eventually().until(() -> "new".equals(region.get("a", gives("new"))));
        }
    }

    @Nested
    @DisplayName("Watched invalidations")
    class Watched {

        private CacheStore store;
        private Region<String, String> watching;

        @BeforeEach
        void openWatching() {
            // In another store than the region with a near cache, so that only the versions are reported.
            store = openCache().store();
            watching = store.region(spec().watchInvalidations());
        }

        private long commandsOf(Runnable call) {
            return redis().measure(call::run).counts().commands();
        }

        @Test
        @DisplayName("make a read of a stored value one command, also with tags, and two where its age is asked for")
        void cost() {
            watching.get("a", gives("A", "guild:7"));
            onceReported(() -> {
                assertThat(commandsOf(() -> watching.get("a", gives("no")))).isEqualTo(1);
                assertThat(commandsOf(() -> watching.lookup("a"))).isEqualTo(2);
            });
            assertThat(watching.fetch("a", gives("no"))).isEqualTo(cached("A"));
        }

        @Test
        @DisplayName("do not make a stale value of another Region object of the name a fresh one")
        void grace() {
            Region<String, String> withGrace = store.region(spec().staleOnError(ofHours(1)));
            withGrace.put("a", "A");
            onceReported(() ->
                    assertThat(commandsOf(() -> watching.get("b", gives("B")))).isEqualTo(1));
            assertThat(watching.fetch("a", gives("no"))).isEqualTo(cached("A"));
            withGrace.markStale("a");
            assertThat(watching.fetch("a", gives("new"))).isEqualTo(loaded("new"));
        }

        @Test
        @DisplayName("of this process are seen by its next read, and those of others some time later")
        void seen() {
            Region<String, String> other = elsewhere(spec());
            for (int i = 0; i < 50; i++) {
                watching.put("a", "old" + i, "tag");
                assertThat(watching.get("a", gives("no"))).isEqualTo("old" + i);
                watching.invalidateTag("tag");
                assertThat(watching.get("a", gives("new" + i, "tag"))).isEqualTo("new" + i);
                watching.clear();
                assertThat(watching.get("a", gives("newer" + i, "tag"))).isEqualTo("newer" + i);
                other.put("a", "put" + i, "tag");
                assertThat(watching.get("a", gives("no"))).isEqualTo("put" + i);
                other.invalidate("a");
                assertThat(watching.get("a", gives("loaded" + i, "tag"))).isEqualTo("loaded" + i);
            }
            other.invalidateTag("tag");
            eventually().until(() -> "last".equals(watching.get("a", gives("last"))));
        }

        @Test
        @DisplayName("are looked for at each read again while the connection for reports is lost")
        void lost() {
            watching.get("a", gives("A", "tag"));
            onceReported(() ->
                    assertThat(commandsOf(() -> watching.get("a", gives("no")))).isEqualTo(1));
            TrackingConnectionKiller.killAll(redis());
            elsewhere(spec()).invalidateTag("tag");
            eventually().until(() -> "B".equals(watching.get("a", gives("B", "tag"))));
            onceReported(() ->
                    assertThat(commandsOf(() -> watching.get("a", gives("no")))).isEqualTo(1));
        }
    }

    @Test
    @DisplayName("A lost connection for reports drops all values, and none is kept until it is open again")
    void lostConnection() {
        region.put("a", "A");
        awaitNear(region, "a");
        long gaps = region.statistics().near().gaps();
        TrackingConnectionKiller.killAll(redis());
        eventually().until(() -> region.statistics().near().gaps() > gaps);
        awaitActive(region);
        assertThat(region.fetch("a", gives("no"))).isEqualTo(cached("A"));
        awaitNear(region, "a");
        redis().raw("SET", entry("a"), "\"B\"", "EX", "600");
        eventually().until(() -> "B".equals(region.get("a", gives("no"))));
    }

    @Test
    @DisplayName("Nothing is kept of a read that a change overtakes")
    void overtaken() {
        // The change is reported on one connection while the reply is on its way on another: only a check of what has
        // changed since the read began keeps the old value out.
        for (int i = 0; i < 200; i++) {
            String old = "old" + i;
            String fresh = "new" + i;
            region.put("a", old);
            Future<String> reader = meanwhile(() -> region.get("a", gives("no")));
            redis().raw("SET", entry("a"), '"' + fresh + '"', "EX", "600");
            assertThat(resultOf(reader)).isIn(old, fresh);
            eventually().until(() -> fresh.equals(region.get("a", gives("no"))));
        }
        awaitActive(region);
    }

    private static String resultOf(Future<String> future) {
        try {
            return result(future);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}

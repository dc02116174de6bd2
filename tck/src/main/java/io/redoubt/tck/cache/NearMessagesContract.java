package io.redoubt.tck.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.LoadedValue.Origin;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.api.cache.WriteThrough;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.Deployment;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.log.CapturedLog;
import io.redoubt.test.server.RawRedis;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for near caches of a {@link Region} that learn of changes by Pub/Sub messages because the server
 * refuses key tracking. Whatever holds for near caches otherwise holds for them too, except that changes by other
 * programs are noticed late.
 */
public abstract class NearMessagesContract extends NearRegionContract {

    private static final String LOGGER = "io.redoubt.cache.internal";

    /** Returns servers on which drivers may do anything but {@code CLIENT TRACKING}. */
    public static Deployment untracked(Deployment servers) {
        return UntrackedUser.on(servers);
    }

    @Override
    protected abstract RedisBackend backend();

    @Override
    NearCacheSettings near(NearCacheSettings size) {
        return super.near(size).messagesIfTrackingRefused();
    }

    @Override
    State inUse() {
        return State.MESSAGES;
    }

    private RedisBackend redis() {
        Backend backend = on();
        return (RedisBackend) backend;
    }

    /** Changes the rights of the user of the drivers. */
    private void rights(String rule) {
        UntrackedUser.setRights(redis(), rule);
    }

    private String entry(String key) {
        return redis().prefix() + "region:names:user:" + key + ":name";
    }

    private String channel() {
        return redis().prefix() + "region:names!:changes";
    }

    private static ConditionFactory eventually() {
        return Awaitility.await()
                .pollDelay(ofMillis(0))
                .pollInterval(ofMillis(2))
                .atMost(PATIENCE);
    }

    private long publishedBy(Runnable calls) {
        return redis().measure(calls::run).counts().byCommand().getOrDefault("PUBLISH", 0L);
    }

    @Nested
    @DisplayName("A change by another process with the setting is seen:")
    class OtherProcesses {

        /** Makes the value near, lets the other process change it, and waits until the change is seen here. */
        private void mustBeSeen(String key, Runnable change, String seen) {
            awaitNear(region, key);
            change.run();
            eventually().until(() -> seen.equals(region.get(key, gives(seen))));
        }

        @Test
        @DisplayName("each way of changing a region")
        void changes() {
            Region<String, String> other = elsewhere(nearSpec().staleOnError(ofMinutes(10)));
            region.put("a", "A", "tag");
            mustBeSeen("a", () -> other.put("a", "B", "tag"), "B");
            mustBeSeen("a", () -> other.putAll(Map.of("b", "B", "a", "C"), "tag"), "C");
            mustBeSeen("a", () -> other.invalidate("a"), "D");
            mustBeSeen("a", () -> other.invalidateAll(List.of("b", "a")), "E");
            mustBeSeen("a", () -> other.markStale("a"), "F");
            mustBeSeen("a", other::clear, "G");
            region.put("a", "A", "tag");
            mustBeSeen("a", () -> other.invalidateTag("tag"), "H");
            mustBeSeen("a", () -> other.async().put("a", "I").join(), "I");
        }

        @Test
        @DisplayName("a value where there was none")
        void putIfAbsent() {
            Region<String, String> negatives = opened(nearSpec().negativeTtl(ofMinutes(10)));
            Region<String, String> other = elsewhere(nearSpec().negativeTtl(ofMinutes(10)));
            negatives.putNegative("n");
            awaitNear(negatives, "n");
            assertThat(other.putIfAbsent("n", "N")).isEmpty();
            eventually().until(() -> "N".equals(negatives.get("n", gives("no"))));
            awaitNear(negatives, "n");
            other.putNegative("n");
            eventually().until(() -> negatives.lookup("n") instanceof Lookup.Negative);
        }

        @Test
        @DisplayName("a write through it, and one behind it")
        void writes() {
            Region<String, String> other = elsewhere(nearSpec());
            region.put("a", "A");
            WriteThrough<String, String> through = other.writeThrough((key, value) -> {});
            mustBeSeen("a", () -> through.put("a", "B"), "B");
            mustBeSeen("a", () -> through.remove("a"), "C");
            WriteBehindSettings policy =
                    WriteBehindSettings.defaults().poll(ofMillis(20)).drainWithin(ofSeconds(10));
            try (WriteBehind<String, String> behind = other.writeBehind(policy, batch -> {})) {
                mustBeSeen("a", () -> behind.put("a", "no"), "D");
            }
            redis().raw("DEL", redis().prefix() + "behind:{names}:shards"); // has no time to live
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
        @DisplayName("also if it overtakes the reply of a read")
        void overtaken() throws Exception {
            Region<String, String> other = elsewhere(nearSpec());
            for (int i = 0; i < 100; i++) {
                String fresh = "new" + i;
                region.put("a", "old" + i);
                Future<String> reader = meanwhile(() -> region.get("a", gives("no")));
                other.put("a", fresh);
                assertThat(result(reader)).isIn("old" + i, fresh);
                eventually().until(() -> fresh.equals(region.get("a", gives("no"))));
            }
        }
    }

    @Test
    @DisplayName("A mutation publishes one message, a load none, and a near hit sends no command")
    void cost() {
        List<Runnable> mutations = List.of(
                () -> region.put("a", "A", "tag"),
                () -> region.putAll(values(200)),
                () -> region.invalidate("b"),
                () -> region.invalidateAll(numbered("k", 100)),
                () -> region.putIfAbsent("b", "B"),
                () -> region.markStale("k1"),
                () -> region.invalidateTag("other"),
                region::clear,
                () -> region.put("a", "A", "tag"));
        assertThat(publishedBy(() -> mutations.forEach(Runnable::run))).isEqualTo(mutations.size());
        assertThat(publishedBy(() -> {
                    region.get("loaded", gives("L"));
                    region.putIfAbsent("a", "B");
                    region.invalidateAll(List.of());
                }))
                .isZero();
        onceReported(() -> {
            awaitNear(region, "a");
            long commands =
                    redis().measure(() -> region.get("a", gives("no"))).counts().commands();
            assertThat(commands).isZero();
        });
    }

    private static Map<String, String> values(int count) {
        Map<String, String> values = new HashMap<>();
        numbered("k", count).forEach(key -> values.put(key, key));
        return values;
    }

    @Test
    @DisplayName("The statistics say that messages are used, and why; other programs are not noticed before the age")
    void state() {
        assertThat(region.statistics().near().reason())
                .contains("refused")
                .contains("Other processes report their changes by messages");
        Region<String, String> young = young();
        young.put("a", "A");
        awaitNear(young, "a");
        redis().raw("SET", entry("a"), "\"B\"", "EX", "600");
        eventually().until(() -> "B".equals(young.get("a", gives("no"))));
    }

    /** Returns the region with a near cache whose values are old soon. */
    private Region<String, String> young() {
        return opened(nearSpec().near(near(NearCacheSettings.maxEntries(10)).maxAge(ofMillis(100))));
    }

    @Test
    @DisplayName("A lost connection for messages drops all values, and none is kept until it is open again")
    void lostConnection() {
        Region<String, String> other = elsewhere(nearSpec());
        awaitActive(other);
        region.put("a", "A");
        awaitNear(region, "a");
        long gaps = region.statistics().near().gaps();
        rights("-subscribe");
        redis().onEveryMaster("CLIENT", "KILL", "TYPE", "pubsub");
        eventually()
                .until(() -> region.statistics().near().gaps() > gaps
                        && region.statistics().near().state() == State.CONNECTING);
        assertThat(region.statistics().near().reason()).contains("was lost");
        for (int i = 0; i < 20; i++) {
            other.put("a", "v" + i);
            assertThat(region.fetch("a", gives("no"))).isEqualTo(cached("v" + i));
        }
        rights("+subscribe");
        awaitActive(region);
        awaitNear(region, "a");
        other.put("a", "B");
        eventually().until(() -> "B".equals(region.get("a", gives("no"))));
    }

    @Test
    @DisplayName("Bytes on the channel that are no message drop all values, and do no harm")
    void foreignBytes() {
        byte[] noText = {'1', '\n', (byte) 0xff, 0, '\n', (byte) 0xc0};
        List<byte[]> foreign =
                List.of(noText, new byte[0], bytes("2\nentry user:b:name"), bytes("1\nwhat"), new byte[100_000]);
        region.put("a", "A");
        for (byte[] message : foreign) {
            awaitNear(region, "a");
            long gaps = region.statistics().near().gaps();
            try (RawRedis raw = redis().master("any")) {
                raw.call(bytes("PUBLISH"), bytes(channel()), message);
            }
            eventually().until(() -> region.statistics().near().gaps() > gaps);
            assertThat(region.get("a", gives("no"))).isEqualTo("A");
        }
        assertThat(region.statistics().near().state()).isEqualTo(State.MESSAGES);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("Another program may publish what it has changed")
    void otherPrograms() {
        region.put("a", "A");
        region.put("b", "B");
        awaitNear(region, "a");
        redis().raw("SET", entry("a"), "\"C\"", "EX", "600");
        redis().raw("PUBLISH", channel(), "1\nentry user:a:name");
        eventually().until(() -> "C".equals(region.get("a", gives("no"))));
    }

    @Test
    @DisplayName("A message that is refused is logged once, costs no caller a failure, and is repeated")
    void refusedPublish() {
        Region<String, String> other = elsewhere(nearSpec());
        Region<String, String> young = young();
        region.put("a", "A");
        region.put("b", "B");
        awaitNear(region, "a");
        awaitNear(region, "b");
        awaitNear(young, "a");
        rights("-publish");
        try (CapturedLog log = CapturedLog.of(LOGGER)) {
            other.put("a", "C");
            other.invalidate("b");
            assertThat(other.get("a", gives("no"))).isEqualTo("C");
            assertThat(log.lines().stream().filter(line -> line.contains("(PUBLISH)")))
                    .singleElement()
                    .asString()
                    .contains("region names", channel(), "NOPERM", "right to call PUBLISH");
        }
        // The message is missing, and the age bounds how long that matters.
        eventually().until(() -> "C".equals(young.get("a", gives("no"))));
        rights("+publish");
        eventually().until(() -> "C".equals(region.get("a", gives("no"))));
        eventually().until(() -> "D".equals(region.get("b", gives("D"))));
    }

    @Test
    @DisplayName("When the server reports changes after all, messages are not needed any more")
    void backToTracking() {
        region.put("a", "A");
        awaitNear(region, "a");
        UntrackedUser.allowTracking(redis());
        // The next attempt is up to a minute away, unless another region is opened.
        region(RegionSpec.of("others", String.class).ttl(ofMinutes(10)).near(near(NearCacheSettings.maxEntries(10))));
        eventually().until(() -> region.statistics().near().state() == State.ACTIVE);
        assertThat(region.statistics().near().reason()).isEmpty();
        assertThat(region.fetch("a", gives("no")).origin()).isEqualTo(Origin.CACHED);
        awaitNear(region, "a");
        redis().raw("SET", entry("a"), "\"B\"", "EX", "600");
        eventually().until(() -> "B".equals(region.get("a", gives("no"))));
    }

    @Test
    @DisplayName("Tracking that is refused later is replaced by messages, and used again once the server allows it")
    void refusedLater() {
        Region<String, String> other = elsewhere(nearSpec());
        UntrackedUser.allowTracking(redis());
        eventually().until(() -> isTracked(region) && isTracked(other));
        for (int round = 0; round < 2; round++) {
            region.put("a", "old" + round);
            awaitNear(region, "a");
            UntrackedUser.refuseTracking(redis());
            TrackingConnectionKiller.killAll(redis());
            awaitActive(region);
            awaitActive(other);
            assertThat(region.statistics().near().reason()).contains("refused", "Other processes report");
            assertThat(region.fetch("a", gives("no")).origin()).isEqualTo(Origin.CACHED);
            awaitNear(region, "a");
            String fresh = "new" + round;
            other.put("a", fresh);
            eventually().until(() -> fresh.equals(region.get("a", gives("no"))));

            UntrackedUser.allowTracking(redis());
            eventually().until(() -> isTracked(region) && isTracked(other));
            awaitNear(region, "a");
            String foreign = "foreign" + round;
            redis().raw("SET", entry("a"), '"' + foreign + '"', "EX", "600");
            eventually().until(() -> foreign.equals(region.get("a", gives("no"))));
        }
    }

    private static boolean isTracked(Region<?, ?> region) {
        return region.statistics().near().state() == State.ACTIVE;
    }

    @Test
    @DisplayName("Tracking that is refused later leaves near caches off without the setting, until it is allowed again")
    void refusedLaterWithoutSetting() {
        Region<String, String> strict = cache().region(RegionSpec.of("strict", String.class)
                .ttl(ofMinutes(10))
                .near(NearCacheSettings.maxEntries(10)));
        UntrackedUser.allowTracking(redis());
        eventually().until(() -> isTracked(strict));
        UntrackedUser.refuseTracking(redis());
        try (CapturedLog log = CapturedLog.of(LOGGER)) {
            TrackingConnectionKiller.killAll(redis());
            eventually().until(() -> strict.statistics().near().state() == State.REFUSED);
            assertThat(strict.statistics().near().reason()).contains("refused");
            strict.put("a", "A");
            assertThat(strict.fetch("a", gives("no"))).isEqualTo(cached("A"));
            assertThat(strict.fetch("a", gives("no"))).isEqualTo(cached("A"));
            UntrackedUser.allowTracking(redis());
            eventually().until(() -> isTracked(strict));
            assertThat(strict.statistics().near().reason()).isEmpty();
            assertThat(log.lines().stream().filter(line -> line.contains("near caches are off")))
                    .hasSize(1);
        }
        strict.clear();
    }

    @Test
    @DisplayName("Without the setting, the near cache is off: one line says so, and nothing is published")
    void withoutSetting() {
        NearCacheSettings strict = NearCacheSettings.maxEntries(10);
        Region<String, String> sameName = region(nearSpec().near(strict));
        try (CapturedLog log = CapturedLog.of(LOGGER)) {
            Region<String, String> off = openCache()
                    .store()
                    .region(RegionSpec.of("off", String.class)
                            .ttl(ofMinutes(10))
                            .near(strict));
            for (Region<String, String> each : List.of(off, sameName)) {
                eventually().until(() -> each.statistics().near().state() == State.REFUSED);
                assertThat(each.statistics().near().reason()).contains("refused");
            }
            assertThat(publishedBy(() -> off.put("a", "A"))).isZero();
            eventually()
                    .untilAsserted(() -> assertThat(log.lines())
                            .filteredOn(line -> line.contains("near caches are off"))
                            .singleElement()
                            .asString()
                            .contains("CLIENT TRACKING", "refused", "messagesIfTrackingRefused"));
            assertThat(off.fetch("a", gives("no"))).isEqualTo(cached("A"));
            assertThat(off.fetch("a", gives("no"))).isEqualTo(cached("A"));
        }
        region.put("a", "A");
        awaitNear(region, "a");
        assertThat(sameName.fetch("a", gives("no"))).isEqualTo(cached("A"));
        assertThat(sameName.fetch("a", gives("no"))).isEqualTo(cached("A"));
    }

    @Test
    @DisplayName("Messages that may not be received either leave the near cache off, and the reason says so")
    void refusedSubscribe() {
        rights("-subscribe");
        Region<String, String> off = openCache().store().region(nearSpec());
        eventually().until(() -> off.statistics().near().state() == State.REFUSED);
        eventually()
                .untilAsserted(
                        () -> assertThat(off.statistics().near().reason()).contains("SUBSCRIBE " + channel()));
        off.put("a", "A");
        assertThat(off.fetch("a", gives("no"))).isEqualTo(cached("A"));
        assertThat(off.fetch("a", gives("no"))).isEqualTo(cached("A"));
    }

    @Test
    @DisplayName("Watched invalidations are looked for at each read, since a message may be missed")
    void watched() {
        Region<String, String> watching = elsewhere(spec().key("user:{id}:name").watchInvalidations());
        region.put("a", "A", "tag");
        assertThat(watching.get("a", gives("no"))).isEqualTo("A");
        // Again if need be: the server may be asked for tracking just now.
        onceReported(() -> {
            long commands = redis().measure(() -> watching.get("a", gives("no")))
                    .counts()
                    .commands();
            assertThat(commands).isEqualTo(3);
        });
        region.invalidateTag("tag");
        assertThat(watching.get("a", gives("B", "tag"))).isEqualTo("B");
        redis().raw("DEL", redis().prefix() + "region:{names}:guard");
        assertThat(watching.get("a", gives("C", "tag"))).isEqualTo("C");

        // Also where values are near, by messages: no message tells of what another program has invalidated.
        RegionSpec<String, String> aging =
                nearSpec().near(near(NearCacheSettings.maxEntries(10)).maxAge(ofMillis(100)));
        Region<String, String> both = opened(aging.watchInvalidations());
        awaitNear(both, "a");
        for (String version : List.of("tag:tag", "guard")) {
            String key = redis().prefix() + "region:{names}:" + version;
            redis().raw("SET", key, "4000000000000000.0123456789abcdef", "EX", "600");
        }
        eventually().until(() -> "D".equals(both.get("a", gives("D"))));
    }
}

package io.redoubt.tck.cache;

import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import io.redoubt.tck.log.CapturedLog;
import io.redoubt.test.server.RawRedis;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for near caches of values under keys that rely on messages of other processes, since the server
 * refuses key tracking. Whatever holds for such near caches otherwise holds for them too, except that changes by other
 * programs are noticed late.
 */
public abstract class NearValueMessagesContract extends NearValueContract {

    private static final String LOGGER = "io.redoubt.cache.internal";

    @Override
    protected abstract RedisBackend backend();

    @Override
    NearCacheSettings near(NearCacheSettings settings) {
        return settings.messagesIfTrackingRefused();
    }

    @Override
    State inUse() {
        return State.MESSAGES;
    }

    private RedisBackend redis() {
        Backend backend = on();
        return (RedisBackend) backend;
    }

    private String physical(String key) {
        return redis().prefix() + "cache:" + key;
    }

    private String channel() {
        return redis().prefix() + "cache!:changes";
    }

    private long publishedBy(Runnable calls) {
        return redis().measure(calls::run).counts().byCommand().getOrDefault("PUBLISH", 0L);
    }

    @Nested
    @DisplayName("A change by another process with the setting is seen:")
    class OtherProcesses {

        private CacheStore other;

        @BeforeEach
        void openOther() {
            other = openWith(NEAR);
        }

        /** Makes the value near, lets the other process change it, and waits until the change is seen here. */
        private void mustBeSeen(Runnable change, @Nullable Object seen) {
            awaitNear(cache(), "user:1");
            change.run();
            eventually().until(() -> cache().get("user:1", Object.class).equals(Optional.ofNullable(seen)));
        }

        @Test
        @DisplayName("each way of changing a value, though that process has read nothing")
        void changes() {
            mustBeSeen(() -> other.set("user:1", "A", LONG), "A");
            mustBeSeen(() -> other.setAll(Map.of("user:1", "B", "user:2", "B", "no:1", "B"), LONG), "B");
            mustBeSeen(() -> other.delete("user:1"), null);
            mustBeSeen(() -> other.setIfAbsent("user:1", "C", LONG), "C");
            mustBeSeen(() -> other.deleteAll(List.of("user:0", "user:1")), null);
            mustBeSeen(() -> other.counter("user:1", LONG).add(7), 7);
            mustBeSeen(() -> other.counter("user:1", LONG).add(1), 8);
            mustBeSeen(() -> other.deleteMatching("user:*"), null);
            mustBeSeen(() -> other.async().set("user:1", "D", LONG).join(), "D");
            mustBeSeen(() -> other.expire("user:1", ofMillis(1)), null);
        }

        @Test
        @DisplayName("that a key is a set, a list or a leaderboard now, or is none any more")
        void structures() {
            List<Runnable> changes = List.of(
                    () -> other.sharedSet("user:1", String.class, LONG).add("a"),
                    () -> other.sharedSet("user:1", String.class, LONG).remove("a"),
                    () -> other.sharedList("user:1", String.class, LONG).pushLast("a"),
                    () -> other.sharedList("user:1", String.class, LONG).popFirst(),
                    () -> other.leaderboard("user:1", LONG).put("a", 1),
                    () -> other.leaderboard("user:1", LONG).remove("a"));
            for (int i = 0; i < changes.size(); i++) {
                if (i % 2 == 0) {
                    awaitNear(cache(), "user:1");
                    long reported = near(cache()).invalidations();
                    changes.get(i).run();
                    eventually().until(() -> near(cache()).invalidations() > reported);
                } else {
                    changes.get(i).run();
                }
            }
        }

        @Test
        @DisplayName("deletions of many keys by pattern, and of more than fit into a message")
        void many() {
            List<String> keys = IntStream.range(0, 700)
                    .mapToObj(i -> "user:" + "k".repeat(150) + i)
                    .toList();
            Map<String, String> values = keys.stream().collect(Collectors.toMap(key -> key, key -> "v"));
            for (Runnable deletion :
                    List.<Runnable>of(() -> other.deleteMatching("user:k*"), () -> other.deleteAll(keys))) {
                other.setAll(values, LONG);
                onceReported(() -> {
                    cache().getAll(keys, String.class);
                    long hits = near(cache()).hits();
                    assertThat(cache().getAll(keys, String.class)).hasSize(700);
                    assertThat(near(cache()).hits()).isGreaterThan(hits + 600);
                });
                deletion.run();
                eventually().until(() -> cache().getAll(keys, String.class).isEmpty());
            }
        }

        @Test
        @DisplayName("also if it names another prefix for the key")
        void otherPrefixes() {
            CacheStore wider = openCache(backend -> open(backend, Map.of("us", near(NEAR))))
                    .store();
            mustBeSeen(() -> wider.set("user:1", "A", LONG), "A");
        }
    }

    @Test
    @DisplayName(
            "A change under a prefix publishes one message, others and reads none, and a near read sends no command")
    void cost() {
        List<Runnable> changes = List.of(
                () -> cache().set("user:1", "A", LONG),
                () -> cache().setAll(Map.of("user:1", "A", "item:1", "A", "no:1", "A"), LONG),
                () -> cache().setIfAbsent("user:2", "A", LONG),
                () -> cache().delete("user:2"),
                () -> cache().deleteAll(List.of("user:1", "item:1")),
                () -> cache().expire("user:1", LONG),
                () -> cache().counter("user:3", LONG).increment(),
                () -> cache().sharedSet("user:4", String.class, LONG).add("a"),
                () -> cache().set("user:1", "A", LONG));
        assertThat(publishedBy(() -> changes.forEach(Runnable::run))).isEqualTo(changes.size());
        assertThat(publishedBy(() -> {
                    cache().setIfAbsent("user:1", "B", LONG);
                    cache().set("no:1", "A", LONG);
                    cache().setAll(Map.of("no:1", "A", "no:2", "A"), LONG);
                    cache().deleteMatching("no:*");
                    cache().get("user:1", String.class);
                    cache().exists("user:1");
                    cache().sharedSet("user:4", String.class, LONG).contains("a");
                }))
                .isZero();
        onceReported(() -> {
            awaitNear(cache(), "user:1");
            long commands = redis().measure(() -> cache().get("user:1", String.class))
                    .counts()
                    .commands();
            assertThat(commands).isZero();
        });
    }

    @Test
    @DisplayName("The statistics say that messages are used, and why; other programs are not noticed before the age")
    void state() {
        CacheStore young = openWith(NearCacheSettings.maxEntries(10).maxAge(ofMillis(100)));
        young.set("user:1", "A", LONG);
        awaitNear(young, "user:1");
        assertThat(near(young).state()).isEqualTo(State.MESSAGES);
        assertThat(near(young).reason()).contains("refused", "Other processes report their changes by messages");
        redis().raw("SET", physical("user:1"), "\"B\"", "EX", "600");
        eventually().until(() -> young.get("user:1", String.class).equals(Optional.of("B")));
    }

    @Test
    @DisplayName("A prefix without the setting is off beside one with it, and its changes publish nothing")
    void mixed() {
        CacheStore mixed = openCache(backend -> open(backend, Map.of("user:", near(NEAR), "strict:", NEAR)))
                .store();
        awaitNear(mixed, "user:1");
        NearCacheStatistics strict =
                Objects.requireNonNull(mixed.statistics().near().get("strict:"));
        assertThat(strict.state()).isEqualTo(State.REFUSED);
        assertThat(publishedBy(() -> mixed.set("strict:1", "A", LONG))).isZero();
        for (int i = 0; i < 3; i++) {
            assertThat(mixed.get("strict:1", String.class)).contains("A");
        }
        assertThat(Objects.requireNonNull(mixed.statistics().near().get("strict:"))
                        .hits())
                .isZero();
    }

    @Test
    @DisplayName("A lost connection for messages drops all values, and none is kept until it is open again")
    void lostConnection() {
        CacheStore other = openWith(NEAR);
        cache().set("user:1", "A", LONG);
        awaitNear(cache(), "user:1");
        long gaps = near(cache()).gaps();
        UntrackedUser.setRights(redis(), "-subscribe");
        redis().onEveryMaster("CLIENT", "KILL", "TYPE", "pubsub");
        eventually().until(() -> near(cache()).gaps() > gaps && near(cache()).state() == State.CONNECTING);
        for (int i = 0; i < 20; i++) {
            other.set("user:1", "v" + i, LONG);
            assertThat(cache().get("user:1", String.class)).contains("v" + i);
        }
        UntrackedUser.setRights(redis(), "+subscribe");
        eventually().until(() -> near(cache()).state() == State.MESSAGES);
        awaitNear(cache(), "user:1");
        other.set("user:1", "B", LONG);
        eventually().until(() -> cache().get("user:1", String.class).equals(Optional.of("B")));
    }

    @Test
    @DisplayName(
            "Bytes on the channel that are no message drop all values; other programs may publish what they changed")
    void foreignBytes() {
        cache().set("user:1", "A", LONG);
        for (byte[] message : List.of(new byte[0], new byte[] {'1', '\n', (byte) 0xff}, bytes("2\nentry user:2"))) {
            awaitNear(cache(), "user:1");
            long gaps = near(cache()).gaps();
            publish(message);
            eventually().until(() -> near(cache()).gaps() > gaps);
        }
        awaitNear(cache(), "user:1");
        redis().raw("SET", physical("user:1"), "\"B\"", "EX", "600");
        publish(bytes("1\nentry user:1"));
        eventually().until(() -> cache().get("user:1", String.class).equals(Optional.of("B")));
    }

    private void publish(byte[] message) {
        try (RawRedis raw = redis().master("any")) {
            raw.call(bytes("PUBLISH"), bytes(channel()), message);
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @DisplayName("A message that is refused is logged once, costs no caller a failure, and is repeated")
    void refusedPublish() {
        CacheStore other = openWith(NEAR);
        cache().set("user:1", "A", LONG);
        awaitNear(cache(), "user:1");
        UntrackedUser.setRights(redis(), "-publish");
        try (CapturedLog log = CapturedLog.of(LOGGER)) {
            other.set("user:1", "B", LONG);
            other.set("user:1", "C", LONG);
            assertThat(other.get("user:1", String.class)).contains("C");
            assertThat(log.lines().stream().filter(line -> line.contains("(PUBLISH)")))
                    .singleElement()
                    .asString()
                    .contains("values under keys", channel(), "NOPERM", "right to call PUBLISH");
        }
        UntrackedUser.setRights(redis(), "+publish");
        eventually().until(() -> cache().get("user:1", String.class).equals(Optional.of("C")));
    }

    @Test
    @DisplayName("Tracking is used once the server allows it, and messages again when it refuses later")
    void refusedLater() {
        CacheStore other = openWith(NEAR);
        for (int round = 0; round < 2; round++) {
            cache().set("user:1", "old" + round, LONG);
            awaitNear(cache(), "user:1");
            assertThat(near(cache()).state()).isEqualTo(State.MESSAGES);
            String fresh = "new" + round;
            other.set("user:1", fresh, LONG);
            eventually().until(() -> cache().get("user:1", String.class).equals(Optional.of(fresh)));

            UntrackedUser.allowTracking(redis());
            eventually().until(() -> near(cache()).state() == State.ACTIVE);
            assertThat(near(cache()).reason()).isEmpty();
            awaitNear(cache(), "user:1");
            String foreign = "foreign" + round;
            redis().raw("SET", physical("user:1"), '"' + foreign + '"', "EX", "600");
            eventually().until(() -> cache().get("user:1", String.class).equals(Optional.of(foreign)));

            UntrackedUser.refuseTracking(redis());
            TrackingConnectionKiller.killAll(redis());
            eventually().until(() -> near(cache()).state() == State.MESSAGES);
        }
    }
}

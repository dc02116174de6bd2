package io.redoubt.tck.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.RedisBackend;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for near caches of a {@link CacheStore} on Redis: number of commands, and changes made by other
 * programs.
 */
public abstract class RedisNearValueContract extends NearValueContract {

    @Override
    protected abstract RedisBackend backend();

    private RedisBackend redis() {
        Backend backend = on();
        return (RedisBackend) backend;
    }

    private String physical(String key) {
        return redis().prefix() + "cache:" + key;
    }

    private void write(String key, String value) {
        redis().raw("SET", physical(key), value, "EX", "600");
    }

    private long commandsOf(Runnable call) {
        return redis().measure(call::run).counts().commands();
    }

    @Test
    @DisplayName("A near value costs no command, and the first read of one two commands in one round trip")
    void cost() {
        cache().set("user:1", "A", LONG);
        cache().set("item:1", "B", LONG);
        cache().set("other:1", "C", LONG);
        onceReported(() -> {
            awaitNear(cache(), "user:1");
            awaitNear(cache(), "user:none");
            cache().get("item:1", String.class);
            assertThat(commandsOf(() -> {
                        cache().get("user:1", String.class);
                        cache().get("user:none", String.class);
                        cache().getAll(List.of("user:1", "user:none", "item:1"), String.class);
                    }))
                    .isZero();
        });
        assertThat(commandsOf(() -> cache().get("other:1", String.class))).isEqualTo(1);
        redis().measure(() -> cache().get("user:2", String.class)).mustBe(2, 1);
        redis().measure(() -> cache().getAll(List.of("user:1", "user:3", "other:1"), String.class))
                .mustBePerMaster(3, 1);
    }

    @Test
    @DisplayName("A change by another program is seen: a value that it wrote, deleted, or let expire")
    void otherPrograms() {
        awaitNear(cache(), "user:1");
        write("user:1", "\"A\"");
        eventually().until(() -> cache().get("user:1", String.class).equals(Optional.of("A")));
        awaitNear(cache(), "user:1");
        write("user:1", "plain text");
        eventually().until(() -> cache().get("user:1", String.class).equals(Optional.of("plain text")));
        awaitNear(cache(), "user:1");
        redis().raw("PEXPIRE", physical("user:1"), "1");
        eventually().until(() -> cache().get("user:1", String.class).isEmpty());
        write("user:1", "\"B\"");
        eventually().until(() -> cache().get("user:1", String.class).isPresent());
        awaitNear(cache(), "user:1");
        redis().raw("DEL", physical("user:1"));
        eventually().until(() -> cache().get("user:1", String.class).isEmpty());
        awaitNear(cache(), "user:1");
        redis().raw("LPUSH", physical("user:1"), "element");
        redis().raw("EXPIRE", physical("user:1"), "600");
        eventually().until(() -> near(cache()).entries() == 0);
    }

    @Test
    @DisplayName("A change in another process is seen, by value, counter and pattern")
    void processes() {
        CacheStore other = openWith(NEAR);
        cache().set("user:1", "A", LONG);
        awaitNear(cache(), "user:1");
        other.set("user:1", "B", LONG);
        eventually().until(() -> cache().get("user:1", String.class).equals(Optional.of("B")));
        awaitNear(cache(), "user:1");
        other.deleteMatching("user:*");
        eventually().until(() -> cache().get("user:1", String.class).isEmpty());
        awaitNear(cache(), "user:1");
        other.counter("user:1", LONG).add(7);
        eventually().until(() -> cache().get("user:1", Integer.class).equals(Optional.of(7)));
        assertThat(near(cache()).invalidations()).isPositive();
    }

    @Test
    @DisplayName("What is read is not kept if another program changes it before it could be")
    void overtaken() {
        AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> {});
        CacheStore store = openWith(NearCacheSettings.maxWeight(100, value -> {
            meanwhile.getAndSet(() -> {}).run(); // after the read, and before its result is kept
            return 1;
        }));
        write("user:1", "\"old\"");
        awaitNear(store, "user:1");
        onceReported(() -> {
            write("user:1", "\"old\"");
            eventually().until(() -> near(store).entries() == 0);
            long refused = near(store).refusedFills();
            meanwhile.set(() -> {
                long reported = near(store).invalidations();
                write("user:1", "\"new\"");
                eventually().until(() -> near(store).invalidations() > reported);
            });
            assertThat(store.get("user:1", String.class)).contains("old");
            assertThat(near(store).refusedFills()).isEqualTo(refused + 1);
            assertThat(store.get("user:1", String.class)).contains("new");
        });
        onceReported(() -> {
            write("user:1", "\"old\"");
            eventually().until(() -> near(store).entries() == 0);
            meanwhile.set(() -> {
                TrackingConnectionKiller.killAll(redis());
                eventually().until(() -> near(store).state() != State.ACTIVE);
                write("user:1", "\"new\"");
                eventually().until(() -> near(store).state() == State.ACTIVE);
            });
            assertThat(store.get("user:1", String.class)).contains("old");
            assertThat(store.get("user:1", String.class)).contains("new");
        });
    }

    @Test
    @DisplayName("A lost connection for reports drops all values, and none is kept until it is open again")
    void lostConnection() {
        cache().set("user:1", "A", LONG);
        awaitNear(cache(), "user:1");
        long gaps = near(cache()).gaps();
        TrackingConnectionKiller.killAll(redis());
        eventually().until(() -> near(cache()).gaps() > gaps);
        eventually().until(() -> near(cache()).state() == State.ACTIVE);
        awaitNear(cache(), "user:1");
        write("user:1", "\"B\"");
        eventually().until(() -> cache().get("user:1", String.class).equals(Optional.of("B")));
    }
}

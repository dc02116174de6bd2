package io.redoubt.tck.cache;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.redoubt.api.Ttl;
import io.redoubt.api.cache.Leaderboard;
import io.redoubt.api.cache.ServerStatistics;
import io.redoubt.api.cache.SharedList;
import io.redoubt.api.cache.SharedSet;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.CommandCost;
import io.redoubt.tck.backend.RedisBackend;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for sets, lists and leaderboards on Redis: the format of stored data, and the number of commands of
 * each call.
 */
public abstract class RedisStructuresContract extends CacheContractBase {

    private static final Ttl MINUTE = Ttl.of(ofMinutes(1));

    @Override
    protected abstract RedisBackend backend();

    private RedisBackend redis() {
        Backend backend = on();
        return (RedisBackend) backend;
    }

    private String physical(String key) {
        return redis().prefix() + "cache:" + key;
    }

    private SharedSet<String> set() {
        return cache().sharedSet("set", String.class, MINUTE);
    }

    private SharedList<String> list() {
        return cache().sharedList("list", String.class, MINUTE);
    }

    private Leaderboard board() {
        return cache().leaderboard("board", MINUTE);
    }

    @Test
    @DisplayName("Elements are JSON, and members of leaderboards are the text itself")
    void formats() {
        set().add("Ada");
        list().pushLast("Bo");
        cache().sharedList("profiles", SampleProfile.class, MINUTE).pushLast(SampleProfile.named("Cy"));
        board().put("user:\"42\"", 1.5);
        assertThat(redis().raw("SMEMBERS", physical("set"))).isEqualTo("[\"Ada\"]");
        assertThat(redis().raw("LRANGE", physical("list"), "0", "-1")).isEqualTo("[\"Bo\"]");
        assertThat(redis().raw("LINDEX", physical("profiles"), "0")).startsWith("{\"name\":\"Cy\"");
        assertThat(redis().raw("ZRANGE", physical("board"), "0", "-1", "WITHSCORES"))
                .isEqualTo("[user:\"42\", 1.5]");
        for (String key : List.of("set", "list", "profiles", "board")) {
            assertThat(Long.parseLong(redis().raw("PTTL", physical(key))))
                    .as(key)
                    .isBetween(50_000L, 60_000L);
        }
    }

    @Test
    @DisplayName("What others wrote is read: JSON, plain text, members with scores")
    void foreign() {
        redis().raw("SADD", physical("set"), "\"Ada\"", "plain");
        redis().raw("RPUSH", physical("list"), "\"a\"", "b", "3");
        redis().raw("ZADD", physical("board"), "1.5", "user-1", "inf", "user-2");
        List.of("set", "list", "board").forEach(key -> redis().raw("EXPIRE", physical(key), "60"));
        assertThat(set().members()).containsExactlyInAnyOrder("Ada", "plain");
        assertThat(set().contains("Ada")).isTrue();
        assertThat(list().first(9)).containsExactly("a", "b", "3");
        assertThat(cache().sharedList("list", Integer.class, MINUTE).last(1)).containsExactly(3);
        assertThat(board().rank("user-1")).hasValue(2);
        assertThat(board().score("user-2")).hasValue(Double.POSITIVE_INFINITY);
    }

    @Test
    @DisplayName("Each call on one structure is one command in one round trip")
    void costs() {
        list().pushAllLast(IntStream.range(0, 50).mapToObj(String::valueOf).toList());
        Map<String, Supplier<?>> calls = new LinkedHashMap<>();
        calls.put("add", () -> set().add("a"));
        calls.put("addAll", () -> set().addAll(List.of("b", "c")));
        calls.put("contains", () -> set().contains("a"));
        calls.put("members", () -> set().members());
        calls.put("set size", () -> set().size());
        calls.put("remove", () -> set().remove("a"));
        calls.put("pushFirst", () -> list().pushFirst("a"));
        calls.put("pushLast bounded", () -> list().bounded(40).pushLast("a"));
        calls.put("popFirst", () -> list().popFirst());
        calls.put("popLast", () -> list().popLast());
        calls.put("range", () -> list().range(1, 5));
        calls.put("last", () -> list().last(5));
        calls.put("keepFirst", () -> {
            list().keepFirst(20);
            return "";
        });
        calls.put("list size", () -> list().size());
        calls.put("put", () -> board().put("a", 1));
        calls.put("putAll", () -> board().putAll(Map.of("a", 1.0, "b", 2.0)));
        calls.put("increment", () -> board().increment("a", 1));
        calls.put("score", () -> board().score("a"));
        calls.put("rank", () -> board().rank("a"));
        calls.put("find", () -> board().find("a"));
        calls.put("top", () -> board().top(10));
        calls.put("around", () -> board().around("a", 2));
        calls.put("keepTop", () -> board().keepTop(10));
        calls.put("board remove", () -> board().remove("a"));
        calls.put("board size", () -> board().size());
        calls.forEach((name, call) -> {
            measured(call); // the first use of a script sends it to the key's master
            CommandCost cost = measured(call);
            assertThatCode(() -> cost.mustBe(1, 1)).as(name).doesNotThrowAnyException();
        });
    }

    @Test
    @DisplayName("Forgotten scripts are sent again")
    void scriptFlush() {
        set().add("a");
        redis().forgetScripts();
        assertThat(set().add("b")).isTrue();
        redis().forgetScripts();
        assertThat(board().increment("m", 1)).isEqualTo(1);
    }

    @Test
    @DisplayName("The servers' statistics are one INFO to each master, and see keys come and go")
    void serverStatistics() {
        ServerStatistics before = cache().serverStatistics();
        cache().setAll(Map.of("a", 1, "b", 2, "c", 3), MINUTE);
        List<ServerStatistics> after = new ArrayList<>();
        CommandCost cost = measured(() -> after.add(cache().serverStatistics()));
        cost.mustBe(cost.masters(), cost.masters());
        assertThat(after.get(0).keys()).isEqualTo(before.keys() + 3);
        assertThat(after.get(0).masters()).isEqualTo(cost.masters());
        assertThat(after.get(0).usedBytes()).isGreaterThan(100_000);
        assertThat(after.get(0).expiredKeys()).isGreaterThanOrEqualTo(before.expiredKeys());
    }

    @Test
    @DisplayName("A deletion by pattern leaves alone what only looks like the store's keys")
    void foreignKeys() {
        String prefix = redis().prefix();
        List<String> others = List.of(prefix + "cachex:a:1", prefix + "cache", prefix + "session:a:1", "x" + prefix);
        others.forEach(key -> redis().raw("SET", key, "v", "EX", "60"));
        cache().set("a:1", 1, MINUTE);
        assertThat(cache().deleteMatching("a:*")).isEqualTo(1);
        others.forEach(key -> assertThat(redis().raw("EXISTS", key)).as(key).isEqualTo("1"));
        redis().raw("DEL", "x" + prefix);
    }

    private CommandCost measured(Supplier<?> call) {
        List<Object> results = new ArrayList<>();
        return redis().measure(() -> results.add(call.get()));
    }
}

package io.redoubt.tck.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.Ttl;
import io.redoubt.api.cache.Leaderboard;
import io.redoubt.api.cache.SharedList;
import io.redoubt.api.cache.SharedSet;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for what sets, lists and leaderboards in a cache have in common: times to live, types and keys. */
public abstract class StructuresContract extends CacheContractBase {

    private static final Ttl MINUTE = Ttl.of(ofMinutes(1));

    /** One write of each sort that may create its key. */
    private Map<String, Runnable> creations(String key, Ttl ttl) {
        SharedSet<String> set = cache().sharedSet(key, String.class, ttl);
        SharedList<String> list = cache().sharedList(key, String.class, ttl);
        Leaderboard board = cache().leaderboard(key, ttl);
        Map<String, Runnable> creations = new LinkedHashMap<>();
        creations.put("add", () -> set.add("a"));
        creations.put("addAll", () -> set.addAll(List.of("b", "c")));
        creations.put("pushFirst", () -> list.pushFirst("a"));
        creations.put("pushLast", () -> list.pushLast("b"));
        creations.put("bounded push", () -> list.bounded(1).pushAllFirst(List.of("c", "d")));
        creations.put("put", () -> board.put("a", 1));
        creations.put("putAll", () -> board.putAll(Map.of("b", 1.0, "c", 2.0)));
        creations.put("increment", () -> board.increment("d", 1));
        return creations;
    }

    @Test
    @DisplayName("A structure gets its time to live in the step that creates it, and later steps do not prolong it")
    void timeToLive() {
        for (String creation : creations("k", MINUTE).keySet()) {
            run("k", Ttl.of(ofMinutes(5)), creation);
            assertThat(left("k")).as(creation).isBetween(ofMinutes(4), ofMinutes(5));
            run("k", Ttl.of(ofMinutes(9)), creation);
            assertThat(left("k")).as(creation).isLessThanOrEqualTo(ofMinutes(5));
            assertThat(cache().delete("k")).isTrue();
        }
    }

    @Test
    @DisplayName("A structure is gone when its time is over, and begins anew")
    void expires() {
        cache().sharedList("k", String.class, Ttl.of(ofMillis(100))).pushAllLast(List.of("a", "b"));
        on().elapse(ofMillis(101));
        assertThat(cache().exists("k")).isFalse();
        SharedList<String> list = cache().sharedList("k", String.class, MINUTE);
        assertThat(list.first(10)).isEmpty();
        assertThat(list.pushLast("c")).isEqualTo(1);
        assertThat(left("k")).isLessThanOrEqualTo(ofMinutes(1));
    }

    @Test
    @DisplayName("A structure may be permanent where that is spelled out, and expire later")
    void permanent() {
        on().permanent("k");
        for (String creation : creations("k", MINUTE).keySet()) {
            run("k", Ttl.permanent(), creation);
            assertThat(cache().ttl("k")).as(creation).contains(Ttl.permanent());
            assertThat(cache().expire("k", MINUTE)).isTrue();
            assertThat(left("k")).isLessThanOrEqualTo(ofMinutes(1));
            cache().delete("k");
        }
    }

    @Test
    @DisplayName("A structure is replaced by a value that is set, and kept by setIfAbsent")
    void replaced() {
        cache().sharedSet("k", String.class, MINUTE).add("a");
        assertThat(cache().exists("k")).isTrue();
        assertThat(cache().setIfAbsent("k", "v", MINUTE)).isFalse();
        cache().set("k", "v", MINUTE);
        assertThat(cache().get("k", String.class)).contains("v");
    }

    @Test
    @DisplayName("What is of one type is refused to every call of another, and stays")
    void wrongType() {
        cache().set("value", "v", MINUTE);
        cache().sharedSet("set", String.class, MINUTE).add("a");
        cache().sharedList("list", String.class, MINUTE).pushLast("a");
        cache().leaderboard("board", MINUTE).put("a", 1);
        for (String key : List.of("value", "set", "list", "board")) {
            Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
            if (!key.equals("value")) {
                calls.put("get", () -> cache().get(key, String.class));
                calls.put("getAll", () -> cache().getAll(List.of("absent", key), String.class));
                calls.put("counter", () -> cache().counter(key, MINUTE).increment());
                calls.put("counter get", () -> cache().counter(key, MINUTE).get());
            }
            if (!key.equals("set")) {
                calls.putAll(setCalls(cache().sharedSet(key, String.class, MINUTE)));
            }
            if (!key.equals("list")) {
                calls.putAll(listCalls(cache().sharedList(key, String.class, MINUTE)));
            }
            if (!key.equals("board")) {
                calls.putAll(boardCalls(cache().leaderboard(key, MINUTE)));
            }
            calls.forEach((name, call) -> assertThatThrownBy(call)
                    .as("%s of a %s", name, key)
                    .isInstanceOfSatisfying(
                            StoreRejectedException.class,
                            e -> assertThat(e.code()).isEqualTo("WRONGTYPE"))
                    .hasMessageContaining(name.equals("getAll") ? "" : "'" + key)
                    .hasMessageContaining("Use another key"));
            assertThat(cache().exists(key)).isTrue();
        }
        assertThat(cache().sharedSet("set", String.class, MINUTE).size()).isEqualTo(1);
    }

    private static Map<String, ThrowingCallable> setCalls(SharedSet<String> set) {
        return Map.of(
                "add", () -> set.add("b"),
                "remove", () -> set.remove("b"),
                "contains", () -> set.contains("b"),
                "members", set::members,
                "size", set::size);
    }

    private static Map<String, ThrowingCallable> listCalls(SharedList<String> list) {
        return Map.of(
                "pushFirst", () -> list.pushFirst("b"),
                "pushLast", () -> list.bounded(1).pushLast("b"),
                "popFirst", list::popFirst,
                "popLast", list::popLast,
                "first", () -> list.first(1),
                "last", () -> list.last(1),
                "keepFirst", () -> list.keepFirst(1),
                "list size", list::size);
    }

    private static Map<String, ThrowingCallable> boardCalls(Leaderboard board) {
        return Map.of(
                "put", () -> board.put("b", 1),
                "increment", () -> board.increment("b", 1),
                "score", () -> board.score("b"),
                "rank", () -> board.rank("b"),
                "find", () -> board.find("b"),
                "top", () -> board.top(1),
                "around", () -> board.around("b", 1),
                "remove", () -> board.remove("b"),
                "keepTop", () -> board.keepTop(1),
                "size", board::size);
    }

    @Test
    @DisplayName("A bad key or a missing time to live is refused at once")
    @SuppressWarnings("NullAway") // null is one of the wrong inputs
    void wrongInput() {
        for (String key : new String[] {"", "user:{id}", "a\nb", null}) {
            assertThatThrownBy(() -> cache().sharedSet(key, String.class, MINUTE))
                    .isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> cache().sharedList(key, String.class, MINUTE))
                    .isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> cache().leaderboard(key, MINUTE)).isInstanceOf(InvalidInputException.class);
        }
        assertThatThrownBy(() -> cache().sharedSet("k", String.class, (Ttl) null))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> cache().sharedList("k", String.class, (Ttl) null))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> cache().leaderboard("k", (Ttl) null)).isInstanceOf(InvalidInputException.class);
    }

    private void run(String key, Ttl ttl, String creation) {
        Runnable run = Objects.requireNonNull(creations(key, ttl).get(creation));
        run.run();
    }

    private Duration left(String key) {
        return cache().ttl(key).orElseThrow().expiring(key);
    }
}

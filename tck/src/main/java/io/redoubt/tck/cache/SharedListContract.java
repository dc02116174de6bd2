package io.redoubt.tck.cache;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.SharedList;
import io.redoubt.tck.ConcurrentCalls;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for every {@link SharedList}, on Redis and in memory. */
public abstract class SharedListContract extends CacheContractBase {

    private static final Ttl MINUTE = Ttl.of(ofMinutes(1));

    private SharedList<String> list() {
        return cache().sharedList("chat:7", String.class, MINUTE);
    }

    @Test
    @DisplayName("A list is pushed to and popped from either end")
    void ends() {
        SharedList<String> list = list();
        assertThat(list.pushFirst("b")).isEqualTo(1);
        assertThat(list.pushFirst("a")).isEqualTo(2);
        assertThat(list.pushLast("c")).isEqualTo(3);
        assertThat(list.pushAllLast(List.of("d", "e"))).isEqualTo(5);
        assertThat(list.pushAllFirst(List.of("y", "x"))).isEqualTo(7);
        assertThat(list.first(100)).containsExactly("x", "y", "a", "b", "c", "d", "e");
        assertThat(list.popFirst()).contains("x");
        assertThat(list.popLast()).contains("e");
        assertThat(list.size()).isEqualTo(5);
    }

    @Test
    @DisplayName("A list is read from its beginning, from its end, and between")
    void ranges() {
        SharedList<String> list = list();
        assertThat(list.first(1)).isEmpty();
        list.pushAllLast(List.of("a", "b", "c", "d", "e"));
        assertThat(list.first(2)).containsExactly("a", "b");
        assertThat(list.last(2)).containsExactly("d", "e");
        assertThat(list.last(9)).containsExactly("a", "b", "c", "d", "e");
        assertThat(list.range(1, 3)).containsExactly("b", "c", "d");
        assertThat(list.range(4, 3)).containsExactly("e");
        assertThat(list.range(5, 1)).isEmpty();
        assertThat(list.range(Long.MAX_VALUE, SharedList.MAX_RANGE)).isEmpty();
    }

    @Test
    @DisplayName("A bound drives out at the other end what is beyond it, in the same step")
    void bounded() {
        SharedList<String> list = list().bounded(3);
        assertThat(list.pushAllFirst(List.of("a", "b", "c", "d"))).isEqualTo(3);
        assertThat(list.first(9)).containsExactly("d", "c", "b");
        assertThat(list.pushFirst("e")).isEqualTo(3);
        assertThat(list.first(9)).containsExactly("e", "d", "c");
        assertThat(list.pushLast("z")).isEqualTo(3);
        assertThat(list.first(9)).containsExactly("d", "c", "z");
        assertThat(list().pushLast("unbounded")).isEqualTo(4);
    }

    @Test
    @DisplayName("A list is trimmed to its first or its last elements, and keeps its time to live")
    void trimmed() {
        SharedList<String> list = list();
        list.keepFirst(1);
        assertThat(cache().exists("chat:7")).isFalse();
        list.pushAllLast(List.of("a", "b", "c", "d", "e"));
        list.keepFirst(4);
        assertThat(list.first(9)).containsExactly("a", "b", "c", "d");
        list.keepLast(2);
        assertThat(list.first(9)).containsExactly("c", "d");
        list.keepLast(Integer.MAX_VALUE);
        list.keepFirst(Integer.MAX_VALUE);
        assertThat(list.size()).isEqualTo(2);
        assertThat(cache().ttl("chat:7")).isPresent().get().isNotEqualTo(Ttl.permanent());
    }

    @Test
    @DisplayName("A list is gone with its last element")
    void gone() {
        list().pushLast("a");
        assertThat(list().popFirst()).contains("a");
        assertThat(cache().exists("chat:7")).isFalse();
        assertThat(list().popFirst()).isEmpty();
        assertThat(list().popLast()).isEmpty();
        assertThat(list().size()).isZero();
        assertThat(cache().exists("chat:7")).isFalse();
    }

    @Test
    @DisplayName("A list holds records and types with parameters")
    void types() {
        SharedList<SampleProfile> profiles = cache().sharedList("k", SampleProfile.class, MINUTE);
        profiles.pushLast(SampleProfile.named("Ada"));
        assertThat(profiles.popFirst()).contains(SampleProfile.named("Ada"));
        SharedList<Map<String, Optional<Integer>>> maps =
                cache().sharedList("l", new TypeRef<Map<String, Optional<Integer>>>() {}, MINUTE);
        maps.pushLast(Map.of("a", Optional.of(1)));
        assertThat(maps.first(1)).containsExactly(Map.of("a", Optional.of(1)));
    }

    @Test
    @DisplayName("An element that does not decode is left out, and counted; one that is popped is gone")
    void undecodable() {
        cache().sharedList("k", Object.class, MINUTE).pushAllLast(List.of("text", 1, "text", 2));
        SharedList<Integer> numbers = cache().sharedList("k", Integer.class, MINUTE);
        assertThat(numbers.first(9)).containsExactly(1, 2);
        assertThat(numbers.popFirst()).isEmpty();
        assertThat(cache().statistics().undecodable()).isEqualTo(3);
        assertThat(numbers.size()).isEqualTo(3);
    }

    @Test
    @DisplayName("What is pushed and read at a time has its limits")
    @SuppressWarnings("NullAway") // null is one of the wrong inputs
    void limits() {
        SharedList<Integer> list = cache().sharedList("k", Integer.class, MINUTE);
        List<Integer> most = IntStream.range(0, SharedList.MAX_BATCH).boxed().toList();
        list.pushAllLast(most);
        assertThat(list.first(SharedList.MAX_RANGE)).isEqualTo(most);
        assertThat(list.last(SharedList.MAX_RANGE)).isEqualTo(most);
        List<Integer> more =
                IntStream.rangeClosed(0, SharedList.MAX_BATCH).boxed().toList();
        refused(() -> list.pushAllLast(more));
        refused(() -> list.pushAllFirst(List.of()));
        refused(() -> list.pushFirst(null));
        refused(() -> list.first(0));
        refused(() -> list.first(SharedList.MAX_RANGE + 1));
        refused(() -> list.last(0));
        refused(() -> list.last(SharedList.MAX_RANGE + 1));
        refused(() -> list.range(-1, 1));
        refused(() -> list.range(0, SharedList.MAX_RANGE + 1));
        refused(() -> list.keepFirst(0));
        refused(() -> list.keepLast(0));
        refused(() -> list.bounded(0));
        assertThat(list.size()).isEqualTo(SharedList.MAX_BATCH);
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(InvalidInputException.class);
    }

    @Test
    @DisplayName("Each element is popped by one of many who pop at a time")
    void concurrent() {
        SharedList<Integer> list = cache().sharedList("k", Integer.class, MINUTE);
        list.pushAllLast(IntStream.range(0, 400).boxed().toList());
        Set<Integer> popped = ConcurrentHashMap.newKeySet();
        try (ConcurrentCalls callers = ConcurrentCalls.of(8)) {
            callers.all(() -> {
                for (int i = 0; i < 50; i++) {
                    Optional<Integer> element = i % 2 == 0 ? list.popFirst() : list.popLast();
                    assertThat(popped.add(element.orElseThrow())).isTrue();
                    list.first(10);
                }
                return list;
            });
        }
        assertThat(popped).hasSize(400);
        assertThat(cache().exists("k")).isFalse();
    }
}

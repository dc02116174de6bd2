package io.redoubt.tck.cache;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.Ttl;
import io.redoubt.api.TypeRef;
import io.redoubt.api.cache.SharedSet;
import io.redoubt.tck.ConcurrentCalls;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for every {@link SharedSet}, on Redis and in memory. */
public abstract class SharedSetContract extends CacheContractBase {

    private static final Ttl MINUTE = Ttl.of(ofMinutes(1));

    private SharedSet<String> set() {
        return cache().sharedSet("zone:7:online", String.class, MINUTE);
    }

    @Test
    @DisplayName("A set holds each element once, until it is removed")
    void elements() {
        SharedSet<String> set = set();
        assertThat(set.members()).isEmpty();
        assertThat(set.contains("ñ")).isFalse();
        assertThat(set.add("ñ")).isTrue();
        assertThat(set.add("ñ")).isFalse();
        assertThat(set.addAll(List.of("ñ", "b", "b", ""))).isEqualTo(2);
        assertThat(set.members()).containsExactlyInAnyOrder("ñ", "b", "");
        assertThat(set.contains("b")).isTrue();
        assertThat(set.size()).isEqualTo(3);
        assertThat(set.remove("b")).isTrue();
        assertThat(set.remove("b")).isFalse();
        assertThat(set.removeAll(List.of("ñ", "x"))).isEqualTo(1);
        assertThat(set.members()).containsExactly("");
    }

    @Test
    @DisplayName("A set is gone with its last element")
    void gone() {
        set().add("a");
        set().remove("a");
        assertThat(cache().exists("zone:7:online")).isFalse();
        assertThat(set().size()).isZero();
        assertThat(set().remove("a")).isFalse();
        assertThat(cache().exists("zone:7:online")).isFalse();
    }

    @Test
    @DisplayName("A set holds records and types with parameters")
    void types() {
        SharedSet<SampleProfile> profiles = cache().sharedSet("k", SampleProfile.class, MINUTE);
        profiles.add(SampleProfile.named("Ada"));
        assertThat(profiles.contains(SampleProfile.named("Ada"))).isTrue();
        assertThat(profiles.contains(SampleProfile.named("Bo"))).isFalse();
        assertThat(profiles.members()).containsExactly(SampleProfile.named("Ada"));
        SharedSet<List<Integer>> lists = cache().sharedSet("l", new TypeRef<List<Integer>>() {}, MINUTE);
        lists.addAll(List.of(List.of(1, 2), List.of(2, 1), List.of(1, 2)));
        assertThat(lists.members()).containsExactlyInAnyOrder(List.of(1, 2), List.of(2, 1));
    }

    @Test
    @DisplayName("An element that does not decode is left out, and counted")
    void undecodable() {
        cache().sharedSet("k", Object.class, MINUTE).addAll(List.of(1, "text", 2));
        assertThat(cache().sharedSet("k", Integer.class, MINUTE).members()).containsExactlyInAnyOrder(1, 2);
        assertThat(cache().statistics().undecodable()).isEqualTo(1);
    }

    @Test
    @DisplayName("As many elements as a call may have are taken, one more is refused, and none does nothing")
    void batches() {
        SharedSet<Integer> set = cache().sharedSet("k", Integer.class, MINUTE);
        assertThat(set.addAll(List.of())).isZero();
        assertThat(set.removeAll(List.of())).isZero();
        List<Integer> most = IntStream.range(0, SharedSet.MAX_BATCH).boxed().toList();
        List<Integer> more =
                IntStream.rangeClosed(0, SharedSet.MAX_BATCH).boxed().toList();
        assertThat(set.addAll(most)).isEqualTo(SharedSet.MAX_BATCH);
        assertThatThrownBy(() -> set.addAll(more))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("1000");
        assertThatThrownBy(() -> set.removeAll(more)).isInstanceOf(InvalidInputException.class);
        assertThat(set.removeAll(most)).isEqualTo(SharedSet.MAX_BATCH);
        assertThat(cache().exists("k")).isFalse();
    }

    @Test
    @DisplayName(
            "The largest set that may be read as a whole is read, and a larger one refused; single elements are not")
    void largest() {
        SharedSet<Integer> set = cache().sharedSet("k", Integer.class, MINUTE);
        for (int from = 0; from < SharedSet.MAX_MEMBERS; from += SharedSet.MAX_BATCH) {
            set.addAll(IntStream.range(from, from + SharedSet.MAX_BATCH).boxed().toList());
        }
        assertThat(set.members()).hasSize(SharedSet.MAX_MEMBERS);
        set.add(SharedSet.MAX_MEMBERS);
        assertThatThrownBy(set::members)
                .isInstanceOfSatisfying(
                        StoreRejectedException.class, e -> assertThat(e.code()).isEqualTo("LIMIT"))
                .hasMessageContaining("'k'")
                .hasMessageContaining("10001");
        assertThat(set.contains(SharedSet.MAX_MEMBERS)).isTrue();
        assertThat(set.size()).isEqualTo(SharedSet.MAX_MEMBERS + 1);
    }

    @Test
    @DisplayName("An element that is missing or too large is refused, and none of its call is added")
    @SuppressWarnings("NullAway") // null is one of the wrong inputs
    void wrongElements() {
        SharedSet<String> set = set();
        assertThatThrownBy(() -> set.add(null)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> set.contains(null)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> set.addAll(List.of("a", "x".repeat(1 << 20))))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("maxValueBytes");
        assertThat(set.size()).isZero();
    }

    @Test
    @DisplayName("Of many who add the same elements at a time, one adds each")
    void concurrent() {
        SharedSet<Integer> set = cache().sharedSet("k", Integer.class, MINUTE);
        AtomicInteger added = new AtomicInteger();
        try (ConcurrentCalls callers = ConcurrentCalls.of(8)) {
            callers.all(() -> {
                for (int element = 0; element < 50; element++) {
                    added.addAndGet(set.add(element) ? 1 : 0);
                    set.members();
                }
                return set;
            });
        }
        assertThat(added).hasValue(50);
        assertThat(set.size()).isEqualTo(50);
    }
}

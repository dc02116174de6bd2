package io.redoubt.tck.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.ConfigurationException;
import io.redoubt.api.InvalidInputException;
import io.redoubt.api.cache.BulkContextLoader;
import io.redoubt.api.cache.BulkLoader;
import io.redoubt.api.cache.Loader;
import io.redoubt.api.cache.PendingWrite;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindStatistics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract tests for {@link WriteBehind} queues whose data source accepts all writes, on Redis and in memory. */
public abstract class WriteBehindContract extends WriteBehindContractBase {

    @Nested
    @DisplayName("Write-behind")
    class Writing {

        @Test
        @DisplayName("writes to the source what it accepted, and removes there what is to be removed")
        void writes() {
            WriteBehind<String, SampleProfile> behind = open(settings());
            behind.put("Ada", SampleProfile.named("Ada"));
            drained(behind);
            assertThat(source().get("Ada")).isEqualTo(SampleProfile.named("Ada"));
            behind.remove("Ada");
            drained(behind);
            assertThat(source().get("Ada")).isNull();
            PendingWrite<String, SampleProfile> last = source().batches().get(1).get(0);
            assertThat(last.isRemoval()).isTrue();
        }

        @Test
        @DisplayName("gives each write of a key an id above those before, which the writer gets")
        void ids() {
            WriteBehind<String, SampleProfile> behind = open(settings());
            long first = behind.put("Ada", SampleProfile.named("1"));
            drained(behind);
            long second = behind.put("Ada", SampleProfile.named("2"));
            drained(behind);
            long third = behind.remove("Ada");
            drained(behind);
            assertThat(second).isGreaterThan(first);
            assertThat(third).isGreaterThan(second);
            assertThat(source().ids("Ada")).containsExactly(first, second, third);
        }

        @Test
        @DisplayName("writes of several writes of a key that wait only the last")
        void coalesces() {
            WriteBehind<String, SampleProfile> behind = open(settings());
            hold(behind);
            for (int i = 0; i < 100; i++) {
                behind.put("Ada", SampleProfile.named("Ada " + i));
            }
            behind.remove("Bob");
            long last = behind.put("Bob", SampleProfile.named("Bob"));
            assertThat(behind.statistics().depth()).isEqualTo(3);
            source().unblock();
            drained(behind);
            assertThat(source().get("Ada")).isEqualTo(SampleProfile.named("Ada 99"));
            assertThat(source().ids("Ada")).hasSize(1);
            assertThat(source().ids("Bob")).containsExactly(last);
        }

        @Test
        @DisplayName("writes afterwards what was accepted while an older write of the key was being written")
        void whileWriting() {
            WriteBehind<String, SampleProfile> behind = open(settings());
            source().block();
            long first = behind.put("Ada", SampleProfile.named("1"));
            await(() -> source().batches().size() == 1);
            long second = behind.put("Ada", SampleProfile.named("2"));
            source().unblock();
            drained(behind);
            assertThat(source().ids("Ada")).containsExactly(first, second);
            assertThat(source().get("Ada")).isEqualTo(SampleProfile.named("2"));
        }

        @Test
        @DisplayName("gives the writer no more at a time than a batch, and each key once")
        void batches() {
            WriteBehind<String, SampleProfile> behind = open(settings().batch(10));
            hold(behind);
            IntStream.range(0, 25).forEach(i -> behind.put("k" + i, SampleProfile.named("" + i)));
            source().unblock();
            drained(behind);
            assertThat(source().size()).isEqualTo(26);
            assertThat(source().batches()).allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(10));
            // The one that was held, and then whole batches.
            assertThat(source().batches()).hasSizeLessThanOrEqualTo(4);
        }

        @Test
        @DisplayName("keeps the order of each key on many shards")
        void manyShards() {
            WriteBehind<String, SampleProfile> behind =
                    open(settings().shards(8).batch(7));
            for (int round = 0; round < 20; round++) {
                for (int key = 0; key < 25; key++) {
                    behind.put("k" + key, SampleProfile.named(key + "/" + round));
                }
            }
            drained(behind);
            for (int key = 0; key < 25; key++) {
                assertThat(source().get("k" + key)).isEqualTo(SampleProfile.named(key + "/19"));
                assertThat(source().ids("k" + key)).isSorted().doesNotHaveDuplicates();
            }
        }

        @Test
        @DisplayName("takes keys of any type by their text, and any characters in it")
        void keys() {
            Map<UUID, SampleProfile> written = new ConcurrentHashMap<>();
            UUID id = UUID.randomUUID();
            RegionSpec<String, SampleProfile> spec =
                    RegionSpec.of("by-uuid", SampleProfile.class).ttl(Duration.ofMinutes(1));
            assertThatThrownBy(() -> cache().region(spec.keyedBy(UUID.class, UUID::toString))
                            .writeBehind(batch -> {}))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("keyedBy(type, toText, fromText)");
            try (WriteBehind<UUID, SampleProfile> behind = cache().region(
                            spec.keyedBy(UUID.class, UUID::toString, UUID::fromString))
                    .writeBehind(batch ->
                            batch.forEach(write -> written.put(write.key(), Objects.requireNonNull(write.value()))))) {
                behind.put(id, SampleProfile.named("Ada"));
                drained(behind);
            }
            assertThat(written).containsOnlyKeys(id);
            WriteBehind<String, SampleProfile> behind = open(settings());
            List<String> odd = List.of("{a}", "a:b", "*", " ", "ключ", "a\u0000b", "a\nb");
            odd.forEach(key -> behind.put(key, SampleProfile.named(key)));
            drained(behind);
            odd.forEach(key -> assertThat(source().get(key)).isEqualTo(SampleProfile.named(key)));
        }

        @Test
        @DisplayName("refuses keys that are empty, too long or no text, and values that are null or too large")
        @SuppressWarnings("NullAway") // null is one of the wrong inputs
        void refuses() {
            WriteBehind<String, SampleProfile> behind = open(settings());
            for (String key : List.of("", "k".repeat(1025), "\uD800")) {
                assertThatThrownBy(() -> behind.put(key, SampleProfile.named("x")))
                        .isInstanceOf(InvalidInputException.class);
            }
            assertThatThrownBy(() -> behind.put("k", null)).isInstanceOf(InvalidInputException.class);
            assertThatThrownBy(() -> behind.put("k", SampleProfile.named("x".repeat(1 << 20))))
                    .isInstanceOf(InvalidInputException.class);
            behind.put("k".repeat(1024), SampleProfile.named("x"));
            drained(behind);
            assertThat(source().size()).isEqualTo(1);
        }

        @Test
        @DisplayName("is open once for a name in a process")
        void once() {
            WriteBehind<String, SampleProfile> behind = open(settings());
            assertThatThrownBy(() -> open(settings()))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("profiles");
            behind.close();
            open(settings());
        }
    }

    @Nested
    @DisplayName("Readers")
    class Readers {

        private final Loader<String, SampleProfile> fromSource = id -> source().get(id);

        @Test
        @DisplayName("see what waits to be written, and that something waits to be removed")
        void pending() {
            WriteBehind<String, SampleProfile> behind = open(settings());
            behind.put("Bob", SampleProfile.named("Bob"));
            drained(behind);
            hold(behind);
            long id = behind.put("Ada", SampleProfile.named("Ada"));
            behind.remove("Bob");

            assertThat(behind.pending("Ada")).contains(new PendingWrite<>("Ada", SampleProfile.named("Ada"), id));
            assertThat(behind.pending("Bob"))
                    .hasValueSatisfying(write -> assertThat(write.isRemoval()).isTrue());
            assertThat(behind.pending("nobody")).isEmpty();
            assertThat(region().get("Ada", behind.reading(fromSource))).isEqualTo(SampleProfile.named("Ada"));
            assertThat(region().get("Bob", behind.reading(fromSource))).isNull();
            region().invalidate("Ada");
            assertThat(region().get("Ada", fromSource))
                    .as("by the loads of the region that it writes for")
                    .isEqualTo(SampleProfile.named("Ada"));
            source().unblock();
            drained(behind);
            assertThat(behind.pending("Ada")).isEmpty();
            assertThat(region().get("Ada", behind.reading(fromSource))).isEqualTo(SampleProfile.named("Ada"));
        }

        @Test
        @DisplayName("see what waits in bulk, and the source is asked for the others alone")
        void bulk() throws Exception {
            WriteBehind<String, SampleProfile> behind = open(settings().shards(4));
            behind.put("Cid", SampleProfile.named("Cid"));
            drained(behind);
            hold(behind);
            behind.put("Ada", SampleProfile.named("Ada"));
            behind.remove("Bob");
            Set<String> asked = ConcurrentHashMap.newKeySet();
            BulkContextLoader<String, SampleProfile> loader =
                    behind.readingAll((BulkLoader<String, SampleProfile>) missing -> {
                        asked.addAll(missing);
                        return missing.stream()
                                .filter(key -> source().get(key) != null)
                                .collect(
                                        Collectors.toMap(key -> key, key -> Objects.requireNonNull(source().get(key))));
                    });
            assertThat(region().getAll(List.of("Ada", "Bob", "Cid", "Dan"), loader))
                    .isEqualTo(Map.of("Ada", SampleProfile.named("Ada"), "Cid", SampleProfile.named("Cid")));
            assertThat(asked).containsExactlyInAnyOrder("Cid", "Dan");
            source().unblock();
        }

        @Test
        @DisplayName(
                "never find in the region what was there before a write was accepted, nor what the source made of it")
        void neverStale() {
            WriteBehind<String, SampleProfile> behind = open(settings());
            region().put("Ada", SampleProfile.named("old"));
            hold(behind);
            behind.put("Ada", SampleProfile.named("new"));
            assertThat(region().get("Ada", behind.reading(fromSource))).isEqualTo(SampleProfile.named("new"));
            source().unblock();
            drained(behind);
            SampleProfile changed =
                    region().get("Ada", behind.reading((id, load) -> SampleProfile.named("as the source has it")));
            assertThat(changed).isEqualTo(SampleProfile.named("as the source has it"));
        }
    }

    @Nested
    @DisplayName("Statistics")
    class Statistics {

        @Test
        @DisplayName("tell depth, lag, and what was accepted, written and refused")
        void counts() {
            WriteBehind<String, SampleProfile> behind = open(settings().maxDepth(3));
            hold(behind);
            behind.put("Ada", SampleProfile.named("1"));
            behind.put("Ada", SampleProfile.named("2"));
            behind.put("Bob", SampleProfile.named("1"));
            assertThatThrownBy(() -> behind.put("Cid", SampleProfile.named("1")))
                    .isNotNull();
            on().elapse(Duration.ofMillis(20));
            WriteBehindStatistics before = behind.statistics();
            assertThat(before.depth()).isEqualTo(3);
            assertThat(before.lag()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
            assertThat(before.accepted()).isEqualTo(4);
            assertThat(before.refused()).isEqualTo(1);
            source().unblock();
            drained(behind);
            await(() -> behind.statistics().written() == 3);
            WriteBehindStatistics after = behind.statistics();
            assertThat(after.lag()).isEqualTo(Duration.ZERO);
            assertThat(after.batches()).isBetween(2L, 3L);
            assertThat(after.retried()).isZero();
        }
    }
}

package io.redoubt.tck.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.cache.LoadedValue;
import io.redoubt.api.cache.Region;
import io.redoubt.tck.backend.RedisBackend;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for invalidating the values of a cache {@link Region} by key or tag, also while they are being loaded.
 */
public abstract class RegionInvalidationContract extends RegionContractBase {

    private Region<String, String> here;
    private Region<String, String> there;

    @BeforeEach
    void openRegions() {
        here = region(spec());
        there = elsewhere(spec());
    }

    @Nested
    @DisplayName("Tags:")
    class Tagged {

        @Test
        @DisplayName("to invalidate one ends all values that have it, of all processes, and no others")
        void invalidateTag() {
            here.get("a", gives("A", "guild:7", "all"));
            here.get("b", gives("B", "guild:8", "all"));
            there.put("c", "C", "guild:7");
            there.invalidateTag("guild:7");
            assertThat(stored(here, "a")).isEqualTo("Miss");
            assertThat(stored(here, "b")).isEqualTo("B");
            assertThat(stored(here, "c")).isEqualTo("Miss");
            assertThat(here.fetch("a", gives("A2", "guild:7"))).isEqualTo(loaded("A2"));
            here.invalidateTags(List.of("all", "unused"));
            assertThat(stored(there, "a")).isEqualTo("A2");
            assertThat(stored(there, "b")).isEqualTo("Miss");
        }

        @Test
        @DisplayName("clear ends all values, and those that are stored later live")
        void clear() {
            here.put("a", "A");
            here.put("b", "B", "guild:7");
            there.clear();
            assertThat(stored(here, "a")).isEqualTo("Miss");
            assertThat(stored(here, "b")).isEqualTo("Miss");
            here.put("a", "A2");
            assertThat(stored(there, "a")).isEqualTo("A2");
        }

        @Test
        @DisplayName("a value has 64 at most, and 1 to 64 are invalidated at a time")
        void limits() {
            String[] most = numbered("tag ", Region.MAX_TAGS).toArray(String[]::new);
            String[] more = numbered("tag ", Region.MAX_TAGS + 1).toArray(String[]::new);
            here.put("a", "A", most);
            assertThat(stored(there, "a")).isEqualTo("A");
            here.invalidateTags(List.of(most));
            assertThat(stored(there, "a")).isEqualTo("Miss");
            List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> refused = List.of(
                    () -> here.put("a", "A", more),
                    () -> here.get("a", gives("A", more)),
                    () -> here.put("a", "A", "bad{tag}"),
                    () -> here.invalidateTags(List.of()),
                    () -> here.invalidateTags(List.of(more)));
            for (var call : refused) {
                assertThatThrownBy(call).isInstanceOf(InvalidInputException.class);
            }
            assertThat(stored(here, "a")).isEqualTo("Miss");
        }
    }

    @Nested
    @DisplayName("What is being loaded while another process")
    class BeingLoaded {

        @Test
        @DisplayName("invalidates its key, a tag of it, or the region, is returned and not stored")
        void refused() throws Exception {
            List<Consumer<Region<String, String>>> invalidations = List.of(
                    region -> region.invalidate("a"),
                    region -> region.markStale("a"),
                    region -> region.invalidateTag("guild:7"),
                    Region::clear);
            here.get("warm", gives("w", "guild:7"));
            for (Consumer<Region<String, String>> invalidation : invalidations) {
                BlockingLoader old = new BlockingLoader("old", "guild:7");
                Future<LoadedValue<String>> first = meanwhile(() -> here.fetch("a", old));
                old.awaitBegun();
                invalidation.accept(there);
                old.letGo();
                assertThat(result(first)).isEqualTo(notStored("old"));
                assertThat(stored(here, "a")).isEqualTo("Miss");
            }
        }

        @Test
        @DisplayName("invalidates another tag is stored")
        void otherTag() throws Exception {
            here.get("warm", gives("w", "guild:7"));
            // From now on the tag's stamp is older than the guard; before, nobody could tell it from one that was
            // replaced.
            here.invalidateTag("guild:9");
            BlockingLoader slow = new BlockingLoader("A", "guild:7");
            Future<LoadedValue<String>> first = meanwhile(() -> here.fetch("a", slow));
            slow.awaitBegun();
            there.invalidateTag("guild:8");
            slow.letGo();
            assertThat(result(first)).isEqualTo(loaded("A"));
            assertThat(stored(there, "a")).isEqualTo("A");
        }

        @Test
        @DisplayName("puts a value does not replace it")
        void put() throws Exception {
            BlockingLoader old = new BlockingLoader("old");
            Future<LoadedValue<String>> first = meanwhile(() -> here.fetch("a", old));
            old.awaitBegun();
            there.put("a", "new");
            old.letGo();
            assertThat(result(first)).isEqualTo(notStored("old"));
            assertThat(stored(here, "a")).isEqualTo("new");
        }

        @Test
        @DisplayName("invalidates its key is not joined by callers who come later: they load anew")
        void notJoined() throws Exception {
            BlockingLoader old = new BlockingLoader("old");
            Future<LoadedValue<String>> first = meanwhile(() -> here.fetch("a", old));
            old.awaitBegun();
            there.invalidate("a");
            assertThat(here.fetch("a", gives("new"))).isEqualTo(loaded("new"));
            old.letGo();
            assertThat(result(first)).isEqualTo(notStored("old"));
            assertThat(stored(there, "a")).isEqualTo("new");
        }

        @Test
        @DisplayName("invalidates its tag is waited for by callers who come later, and not taken: they load anew")
        void notShared() throws Exception {
            here.get("warm", gives("w", "guild:7"));
            BlockingLoader old = new BlockingLoader("old", "guild:7");
            Future<LoadedValue<String>> first = meanwhile(() -> here.fetch("a", old));
            old.awaitBegun();
            there.invalidateTag("guild:7");
            Future<LoadedValue<String>> later = meanwhile(() -> here.fetch("a", gives("new", "guild:7")));
            old.letGo();
            assertThat(result(first).value()).isEqualTo("old");
            assertThat(result(later)).isEqualTo(loaded("new"));
        }
    }

    @Nested
    @DisplayName("A lease:")
    class Leases {

        @Test
        @DisplayName("many callers of several processes make one load")
        void oneLoad() throws Exception {
            for (String key : numbered("key", 20)) {
                int before = loads.get();
                List<Future<LoadedValue<String>>> calls = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    Region<String, String> region = i % 2 == 0 ? here : there;
                    calls.add(meanwhile(() -> region.fetch(key, gives("v"))));
                }
                for (Future<LoadedValue<String>> call : calls) {
                    assertThat(result(call).value()).isEqualTo("v");
                }
                assertThat(loads.get() - before).as(key).isEqualTo(1);
            }
        }

        @Test
        @DisplayName(
                "when it ends because its holder is dead or too slow, another process loads; the late value is not stored")
        void ends() throws Exception {
            Region<String, String> slow = region(spec().lease(ofMillis(100)));
            BlockingLoader old = new BlockingLoader("old");
            Future<LoadedValue<String>> first = meanwhile(() -> slow.fetch("a", old));
            old.awaitBegun();
            Future<LoadedValue<String>> second = meanwhile(() -> there.fetch("a", gives("new")));
            on().elapse(ofMillis(101));
            assertThat(result(second)).isEqualTo(loaded("new"));
            old.letGo();
            assertThat(result(first)).isEqualTo(notStored("old"));
            assertThat(stored(here, "a")).isEqualTo("new");
        }

        @Test
        @DisplayName("without it each process loads by itself, and one of the values is stored")
        void without() throws Exception {
            Region<String, String> one = region(spec().withoutLease());
            Region<String, String> other = elsewhere(spec().withoutLease());
            BlockingLoader held = new BlockingLoader("one");
            Future<LoadedValue<String>> first = meanwhile(() -> one.fetch("a", held));
            held.awaitBegun();
            assertThat(other.fetch("a", gives("other"))).isEqualTo(notStored("other"));
            held.letGo();
            assertThat(result(first)).isEqualTo(loaded("one"));
            assertThat(stored(other, "a")).isEqualTo("one");
        }

        @Test
        @DisplayName("a failed load gives it back, and so does one that is not to be stored")
        void givenBack() {
            assertThatThrownBy(() -> here.fetch("a", fails("down"))).hasMessage("down");
            assertThat(there.fetch("a", (id, load) -> {
                        load.doNotStore();
                        return "unwanted";
                    }))
                    .isEqualTo(notStored("unwanted"));
            assertThat(there.fetch("a", gives("A"))).isEqualTo(loaded("A"));
            assertThat(there.statistics().waits()).isZero();
        }
    }

    @Test
    @DisplayName("In many races of reads, loads and invalidations nobody gets, or stores, what was invalidated before")
    void races() {
        // Every run on Redis adds to the others'; what takes no round trips is the most.
        int operations = on() instanceof RedisBackend ? 1_500 : 20_000;
        RegionRaces.of(racing(), operations).run(ofMinutes(8));
    }

    @Test
    @Tag("slow")
    @DisplayName("In a million races nobody gets, or stores, what was invalidated before")
    void manyRaces() {
        RegionRaces.of(racing(), 1_000_000).run(ofMinutes(50));
    }

    /** Two that load on their callers' threads, and one whose loads begin a while after they were asked for. */
    private List<Region<String, String>> racing() {
        return List.of(here, there, elsewhere(spec().hardTimeout(ofSeconds(20))));
    }
}

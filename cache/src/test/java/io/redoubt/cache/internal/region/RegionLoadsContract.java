package io.redoubt.cache.internal.region;

import static io.redoubt.cache.internal.region.Samples.HOUR;
import static io.redoubt.cache.internal.region.Samples.loader;
import static io.redoubt.cache.internal.region.Samples.value;
import static io.redoubt.cache.internal.region.Samples.version;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.cache.internal.region.EntryStore.AcquireRequest;
import io.redoubt.cache.internal.region.EntryStore.AcquireResult;
import io.redoubt.cache.internal.region.EntryStore.StoreResult;
import io.redoubt.cache.internal.region.EntryStore.StoredEntries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract of a {@link EntryStore}: how entries are read, reserved for a load, and written. */
abstract class RegionLoadsContract extends RegionStoreContract {

    private static final AcquireResult GRANTED = new AcquireResult.Granted();

    @Test
    @DisplayName("what was put is read, with the time that is left for it, until that ends")
    void put() {
        put("a", value(1), HOUR);
        StoredEntry stored = storedEntry("a");
        assertThat(stored.bytes()).isEqualTo(value(1));
        assertThat(stored.left()).isBetween(ofMinutes(50), HOUR);
        put("a", value(1), ofMillis(100));
        backend().elapse(ofMillis(101));
        assertThat(storedEntry("a").bytes()).isNull();
        assertThat(storedEntry("a").left()).isNull();
    }

    @Test
    @DisplayName("cells are read in the order in which they are asked for, empty ones too")
    void order() {
        put("a", value(1), HOUR);
        put("c", value(3), HOUR);
        StoredEntries entries = store().read(List.of("c", "b", "a"));
        assertThat(entries.entries())
                .extracting(stored -> Samples.text(stored.bytes()))
                .containsExactly(Samples.text(value(3)), "nothing", Samples.text(value(1)));
        assertThat(store().read(List.of()).entries()).isEmpty();
    }

    @Test
    @DisplayName("one loader at a time has a cell, for as long as its lease")
    void lease() {
        assertThat(acquire("a", loader(1))).isEqualTo(GRANTED);
        assertThat(text("a")).isEqualTo(loader(1).text());
        assertThat(acquire("a", loader(2)))
                .isInstanceOfSatisfying(
                        AcquireResult.Held.class,
                        held -> assertThat(held.left()).isBetween(ofMinutes(50), HOUR));
        acquire("a", loader(1), null, ofMillis(100));
        backend().elapse(ofMillis(101));
        assertThat(acquire("a", loader(2))).isEqualTo(GRANTED);
    }

    @Test
    @DisplayName("the same loader gets the cell again, and a new lease: a repeated request does no harm")
    void repeatedAcquire() {
        acquire("a", loader(1), null, ofMinutes(1));
        assertThat(acquire("a", loader(1), null, HOUR)).isEqualTo(GRANTED);
        assertThat(storedEntry("a").left()).isGreaterThan(ofMinutes(2));
    }

    @Test
    @DisplayName("a loader that finds a value is told so, and it stays as it is")
    void present() {
        put("a", value(1), HOUR);
        assertThat(acquire("a", loader(1))).isInstanceOf(AcquireResult.Present.class);
        assertThat(storedEntry("a").bytes()).isEqualTo(value(1));
        assertThat(storedEntry("a").left()).isBetween(ofMinutes(50), HOUR);
    }

    @Test
    @DisplayName("a loader replaces the invalid value that it names, and no other")
    void replace() {
        put("a", value(1), HOUR);
        ContentFingerprint invalid = storedEntry("a").fingerprint();
        put("a", value(2), HOUR);
        assertThat(acquire("a", loader(1), invalid, HOUR)).isInstanceOf(AcquireResult.Present.class);
        assertThat(acquire("a", loader(1), storedEntry("a").fingerprint(), HOUR))
                .isEqualTo(GRANTED);
        assertThat(acquire("a", loader(2), ContentFingerprint.of(version(2)), HOUR))
                .isInstanceOf(AcquireResult.Held.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"\"bare\"", "", "~", "~unreadable text", "~V0123456789abcdefand more", "~L0123456789ABCDEF"})
    @DisplayName("a loader replaces what other programs wrote if it names it, and not once they have written again")
    void replaceForeign(String text) {
        foreignClient().set(keys().entry("a"), text, HOUR);
        ContentFingerprint found = storedEntry("a").fingerprint();
        foreignClient().set(keys().entry("a"), "\"newer\"", HOUR);
        assertThat(acquire("a", loader(1), found, HOUR)).isInstanceOf(AcquireResult.Present.class);
        foreignClient().set(keys().entry("a"), text, HOUR);
        assertThat(acquire("a", loader(1), null, HOUR)).isInstanceOf(AcquireResult.Present.class);
        assertThat(acquire("a", loader(1), found, HOUR)).isEqualTo(GRANTED);
    }

    @Test
    @DisplayName("a marker that somebody took the end away from is as good as none")
    void endlessMarker() {
        acquire("a", loader(1));
        foreignClient().persist(keys().entry("a"));
        assertThat(acquire("a", loader(2))).isEqualTo(GRANTED);
        assertThat(storedEntry("a").left()).isNotNull();
    }

    @Test
    @DisplayName("a value that somebody took the end away from is there for ever")
    void endlessValue() {
        put("a", value(1), HOUR);
        foreignClient().persist(keys().entry("a"));
        assertThat(storedEntry("a").bytes()).isNotNull();
        assertThat(storedEntry("a").left()).isNull();
        assertThat(acquire("a", loader(1))).isInstanceOf(AcquireResult.Present.class);
        assertThat(storedEntry("a").bytes()).isEqualTo(value(1));
        assertThat(storedEntry("a").left()).isNull();
        foreignClient().delete(keys().entry("a"));
    }

    @Test
    @DisplayName("what was loaded is stored over the loader's marker; a repeated request finds it stored")
    void storeLoaded() {
        acquire("a", loader(1), null, ofMinutes(1));
        assertThat(storeLoaded("a", loader(1), value(1))).isTrue();
        assertThat(storedEntry("a").bytes()).isEqualTo(value(1));
        assertThat(storedEntry("a").left()).isBetween(ofMinutes(50), HOUR);
        assertThat(storeLoaded("a", loader(1), value(1))).isTrue();
    }

    @Test
    @DisplayName("a DEL by another program voids the marker: what was loaded is not stored")
    void deleted() {
        acquire("a", loader(1));
        foreignClient().delete(keys().entry("a"));
        assertThat(storeLoaded("a", loader(1), value(1))).isFalse();
        assertThat(text("a")).isEqualTo("nothing");
    }

    @Test
    @DisplayName("removal voids the marker, also where another loader has begun since")
    void removed() {
        acquire("a", loader(1));
        assertThat(remove("a")).isTrue();
        assertThat(remove("a")).isFalse();
        acquire("a", loader(2));
        assertThat(storeLoaded("a", loader(1), value(1))).isFalse();
        assertThat(storeLoaded("a", loader(2), value(2))).isTrue();
    }

    @Test
    @DisplayName("a value that was put, or written by another program, is not replaced by what was loaded")
    void overtaken() {
        acquire("a", loader(1));
        put("a", value(2), HOUR);
        assertThat(storeLoaded("a", loader(1), value(1))).isFalse();
        assertThat(storedEntry("a").bytes()).isEqualTo(value(2));
        acquire("b", loader(1));
        foreignClient().set(keys().entry("b"), "\"theirs\"", HOUR);
        assertThat(storeLoaded("b", loader(1), value(1))).isFalse();
        assertThat(text("b")).isEqualTo("\"theirs\"");
    }

    @Test
    @DisplayName("a refresh replaces the version that it began with, and no other")
    void oldVersion() {
        put("a", value(1), HOUR);
        assertThat(storeLoaded("a", version(1), value(2))).isTrue();
        assertThat(storeLoaded("a", version(1), value(3))).isFalse();
        assertThat(storedEntry("a").bytes()).isEqualTo(value(2));
    }

    @Test
    @DisplayName("a lease that ended voids the marker")
    void ended() {
        acquire("a", loader(1), null, ofMillis(50));
        backend().elapse(ofMillis(51));
        assertThat(storeLoaded("a", loader(1), value(1))).isFalse();
    }

    @Test
    @DisplayName("a cell is given back by whose marker is in it")
    void release() {
        acquire("a", loader(1));
        store().release(Map.of("b", loader(1), "a", loader(2)));
        assertThat(text("a")).isEqualTo(loader(1).text());
        store().release(Map.of("a", loader(1)));
        assertThat(text("a")).isEqualTo("nothing");
        put("a", value(1), HOUR);
        store().release(Map.of("a", loader(1)));
        assertThat(storedEntry("a").bytes()).isEqualTo(value(1));
    }

    @Test
    @DisplayName("many are acquired and filled at a time, each with its own answer in its place")
    void bulk() {
        List<Integer> numbers = IntStream.range(0, 600).boxed().toList();
        acquire("3", loader(-1));
        put("4", value(-1), HOUR);
        List<AcquireResult> acquired = store().acquire(
                        numbers.stream()
                                .map(i -> new AcquireRequest(String.valueOf(i), loader(i), null))
                                .toList(),
                        HOUR);
        List<StoreResult> filled = store().storeLoaded(numbers.stream()
                .map(i -> new ConditionalEntryWrite(String.valueOf(i), loader(i), value(i), HOUR, null))
                .toList());
        List<String> texts = new ArrayList<>();
        store().read(numbers.stream().map(String::valueOf).toList())
                .entries()
                .forEach(stored -> texts.add(Samples.text(stored.bytes())));
        for (int i : numbers) {
            assertThat(acquired.get(i))
                    .isInstanceOf(
                            i == 3
                                    ? AcquireResult.Held.class
                                    : i == 4 ? AcquireResult.Present.class : AcquireResult.Granted.class);
            assertThat(filled.get(i) instanceof StoreResult.Stored).isEqualTo(i != 3 && i != 4);
            assertThat(texts.get(i)).isEqualTo(i == 3 ? loader(-1).text() : Samples.text(value(i == 4 ? -1 : i)));
        }
        assertThat(store().acquire(List.of(), HOUR)).isEmpty();
        assertThat(store().storeLoaded(List.of())).isEmpty();
    }
}

package io.redoubt.cache.internal.region;

import static io.redoubt.cache.internal.region.Samples.HOUR;
import static io.redoubt.cache.internal.region.Samples.loader;
import static io.redoubt.cache.internal.region.Samples.value;
import static io.redoubt.cache.internal.region.Samples.version;
import static java.time.Duration.ZERO;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract of a {@link EntryStore}: how values are expired early and refreshed. */
abstract class RegionRefreshContract extends RegionStoreContract {

    private static final Duration GRACE = ofMinutes(10);

    @Test
    @DisplayName("an expired value keeps what it says, has its grace left, and another version")
    void expire() {
        put("a", value(1, GRACE), HOUR);
        store().markStale("a", version(2), HOUR);
        assertThat(storedEntry("a").content()).isInstanceOfSatisfying(StoredEntry.Value.class, value -> {
            assertThat(value.header().version()).isEqualTo(version(2));
            assertThat(value.header().isFresh(storedEntry("a").left())).isFalse();
            assertThat(Samples.text(value.payload())).isEqualTo("\"1\"");
        });
        assertThat(storedEntry("a").left()).isBetween(ofMinutes(9), GRACE);
    }

    @Test
    @DisplayName("the shorter grace counts, of the one that a value was stored with, and the one asked for")
    void shorterGrace() {
        put("a", value(1, GRACE), HOUR);
        store().markStale("a", version(2), ofMinutes(5));
        assertThat(storedEntry("a").left()).isBetween(ofMinutes(4), ofMinutes(5));
        store().markStale("a", version(3), HOUR);
        assertThat(storedEntry("a").left()).as("never prolonged").isLessThanOrEqualTo(ofMinutes(5));
    }

    @Test
    @DisplayName("a value whose end somebody took away has one again")
    void endless() {
        put("a", value(1, GRACE), HOUR);
        foreignClient().persist(keys().entry("a"));
        store().markStale("a", version(2), HOUR);
        assertThat(storedEntry("a").left()).isBetween(ofMinutes(9), GRACE);
    }

    @Test
    @DisplayName("nothing that was loaded before replaces an expired value")
    void fillAfterExpire() {
        put("a", value(1, GRACE), HOUR);
        store().markStale("a", version(2), HOUR);
        assertThat(storeLoaded("a", version(1), value(3))).isFalse();
        assertThat(storeLoaded("a", version(2), value(4))).isTrue();
    }

    @Test
    @DisplayName("what has no grace is removed: values without it, markers, values of other programs")
    void noGrace() {
        put("a", value(1), HOUR);
        put("b", value(1, GRACE), HOUR);
        acquire("c", loader(1));
        foreignClient().set(keys().entry("d"), "\"bare\"", HOUR);
        foreignClient().set(keys().entry("e"), "~V0123456789abcdef", HOUR);
        store().markStale("b", version(2), ZERO);
        for (String entry : new String[] {"a", "c", "d", "e", "empty"}) {
            store().markStale(entry, version(2), HOUR);
        }
        for (String entry : new String[] {"a", "b", "c", "d", "e", "empty"}) {
            assertThat(text(entry)).as(entry).isEqualTo("nothing");
        }
        assertThat(storeLoaded("c", loader(1), value(1))).isFalse();
    }

    @Test
    @DisplayName("one at a time has the lease of refreshing an entry, for as long as it lasts")
    void refresh() {
        assertThat(store().tryAcquireRefreshLease("a", loader(1), HOUR, HOUR)).isTrue();
        assertThat(store().tryAcquireRefreshLease("a", loader(2), HOUR, HOUR)).isFalse();
        assertThat(store().tryAcquireRefreshLease("b", loader(2), ofMillis(100), HOUR))
                .isTrue();
        backend().elapse(ofMillis(101));
        assertThat(store().tryAcquireRefreshLease("b", loader(1), HOUR, HOUR)).isTrue();
        assertThat(store().tryAcquireRefreshLease("a", loader(2), HOUR, HOUR)).isFalse();
    }

    @Test
    @DisplayName("who has the lease of refreshing keeps it for longer, or gives it back; nobody else does")
    void keep() {
        store().tryAcquireRefreshLease("a", loader(1), ofMinutes(1), HOUR);
        store().updateRefreshLease("a", loader(2), HOUR);
        assertThat(foreignClient().left(keys().refreshLease("a"))).isLessThanOrEqualTo(ofMinutes(1));
        store().updateRefreshLease("a", loader(2), ZERO);
        assertThat(store().tryAcquireRefreshLease("a", loader(2), HOUR, HOUR)).isFalse();
        store().updateRefreshLease("a", loader(1), HOUR);
        assertThat(foreignClient().left(keys().refreshLease("a"))).isBetween(ofMinutes(50), HOUR);
        store().updateRefreshLease("a", loader(1), ZERO);
        assertThat(store().tryAcquireRefreshLease("a", loader(2), HOUR, HOUR)).isTrue();
        store().updateRefreshLease("empty", loader(1), HOUR);
        assertThat(foreignClient().get(keys().refreshLease("empty"))).isNull();
    }

    @Test
    @DisplayName("a fill ends the lease of its refresher, stored or not, and nobody else's")
    void fillEndsLease() {
        put("a", value(1), HOUR);
        store().tryAcquireRefreshLease("a", loader(1), HOUR, HOUR);
        assertThat(storeLoaded("a", version(1), value(2), loader(2))).isTrue();
        assertThat(store().tryAcquireRefreshLease("a", loader(3), HOUR, HOUR)).isFalse();
        assertThat(storeLoaded("a", version(1), value(3), loader(1))).isFalse();
        assertThat(store().tryAcquireRefreshLease("a", loader(3), HOUR, HOUR)).isTrue();
        assertThat(storeLoaded("a", version(2), value(4), loader(3))).isTrue();
        assertThat(store().tryAcquireRefreshLease("a", loader(4), HOUR, HOUR)).isTrue();
    }

    @Test
    @DisplayName(
            "expiring an entry ends the lease of refreshing it: who comes next need not wait for a load that is in vain")
    void expireEndsLease() {
        put("a", value(1, GRACE), HOUR);
        store().tryAcquireRefreshLease("a", loader(1), HOUR, HOUR);
        store().markStale("a", version(2), HOUR);
        assertThat(store().tryAcquireRefreshLease("a", loader(2), HOUR, HOUR)).isTrue();
    }
}

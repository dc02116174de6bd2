package io.redoubt.cache.internal.near;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The clock of changes")
final class ChangeClockTest {

    private final ChangeClock clock = new ChangeClock();

    @Test
    @DisplayName("knows the entries that changed after a time, and those that did not")
    void entries() {
        long before = clock.now();
        clock.entryChanged("a");
        assertThat(clock.isUnchangedSince("a", before)).isFalse();
        assertThat(clock.isUnchangedSince("b", before)).isTrue();
        assertThat(clock.isUnchangedSince("a", clock.now())).isTrue();
        assertThat(clock.areVersionsUnchangedSince(before)).isTrue();
    }

    @Test
    @DisplayName("takes a change of all for one of each entry and of the versions, and none of these for the others")
    void all() {
        long before = clock.now();
        clock.versionsChanged();
        assertThat(clock.areVersionsUnchangedSince(before)).isFalse();
        assertThat(clock.isUnchangedSince("a", before)).isTrue();
        long between = clock.now();
        clock.allChanged();
        assertThat(clock.isUnchangedSince("a", between)).isFalse();
        assertThat(clock.areVersionsUnchangedSince(between)).isFalse();
        assertThat(clock.areNotInvalidatedSince(List.of("tag"), before)).isTrue();
    }

    @Test
    @DisplayName("knows the tags that were invalidated after a time, and that the region was cleared")
    void invalidations() {
        long before = clock.now();
        clock.tagInvalidated("tag");
        assertThat(clock.areNotInvalidatedSince(List.of("other", "tag"), before))
                .isFalse();
        assertThat(clock.areNotInvalidatedSince(List.of("other"), before)).isTrue();
        clock.cleared();
        assertThat(clock.areNotInvalidatedSince(List.of(), before)).isFalse();
        assertThat(clock.areNotInvalidatedSince(List.of("tag"), clock.now())).isTrue();
    }

    @Test
    @DisplayName("may take an entry for changed whose hash has the same record, and no change is forgotten by that")
    void sharedRecord() {
        long before = clock.now();
        clock.entryChanged("Aa"); // the hash of "BB"
        assertThat(clock.isUnchangedSince("BB", before)).isFalse();
        long between = clock.now();
        clock.entryChanged("BB");
        assertThat(clock.isUnchangedSince("Aa", between)).isFalse();
    }
}

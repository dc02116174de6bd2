package io.redoubt.caffeine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The records of changes")
final class ChangeRecordsTest {

    private final ChangeRecords records = new ChangeRecords();

    @Test
    @DisplayName("tell whether a name has changed after a time")
    void since() {
        assertThat(records.isUnchangedSince("a", 0)).isTrue();
        records.changed("a", 7);
        assertThat(records.isUnchangedSince("a", 6)).isFalse();
        assertThat(records.isUnchangedSince("a", 7)).isTrue();
        assertThat(records.isUnchangedSince("b", 6)).isTrue();
    }

    @Test
    @DisplayName("keep the latest change, also if an earlier one is recorded later")
    void latest() {
        records.changed("a", 9);
        records.changed("a", 8);
        assertThat(records.isUnchangedSince("a", 8)).isFalse();
    }

    @Test
    @DisplayName("never take a changed name for an unchanged one, however many names there are")
    void shared() {
        for (int i = 1; i <= 10_000; i++) {
            records.changed("name " + i, i);
        }
        for (int i = 1; i <= 10_000; i++) {
            assertThat(records.isUnchangedSince("name " + i, i - 1)).isFalse();
        }
    }
}

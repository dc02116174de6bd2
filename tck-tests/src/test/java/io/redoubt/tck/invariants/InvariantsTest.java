package io.redoubt.tck.invariants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@DisplayName("Invariants")
class InvariantsTest {

    private static final List<String> EVENTS = new ArrayList<>();

    @RegisterExtension
    static final Invariants RECORDED = Invariants.of(() -> {
        EVENTS.add("snapshot");
        return () -> EVENTS.add("verify");
    });

    @BeforeEach
    void open() {
        EVENTS.add("open");
    }

    @AfterEach
    void close() {
        EVENTS.add("close");
    }

    @AfterAll
    static void verifiedAfterTheTestClosedWhatItOpened() {
        assertThat(EVENTS).containsExactly("snapshot", "open", "test", "close", "verify");
    }

    @Test
    @DisplayName("are all checked, and all that are broken are told")
    void allTold() {
        EVENTS.add("test");
        Invariant.Snapshot before = Invariants.of(broken("one"), () -> () -> {}, broken("two"), ThreadLeaks.none())
                .snapshot();
        assertThatThrownBy(before::verify)
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("left behind by the test (2 failures)", "one", "two");
    }

    private static Invariant broken(String what) {
        return () -> () -> {
            throw new AssertionError(what);
        };
    }
}

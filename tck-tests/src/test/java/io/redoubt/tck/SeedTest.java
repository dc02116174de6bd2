package io.redoubt.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

@DisplayName("A seed")
final class SeedTest {

    private final String given = System.getProperty(Seed.PROPERTY, "");

    @BeforeEach
    void forget() {
        System.clearProperty(Seed.PROPERTY);
    }

    @AfterEach
    void restore() {
        if (given.isEmpty()) {
            System.clearProperty(Seed.PROPERTY);
        } else {
            System.setProperty(Seed.PROPERTY, given);
        }
    }

    @Test
    @DisplayName("is another in every run, or the usual one, unless the property gives it")
    void chosen() {
        assertThat(Seed.fresh().value()).isNotEqualTo(Seed.fresh().value());
        assertThat(Seed.of(7).value()).isEqualTo(7);
        System.setProperty(Seed.PROPERTY, "-12");
        assertThat(Seed.fresh().value()).isEqualTo(-12);
        assertThat(Seed.of(7).value()).isEqualTo(-12);
        assertThat(Seed.of(7)).hasToString("-Dredoubt.seed=-12");
    }

    @Test
    @DisplayName("gives the same choices again, and each thread others")
    void choices() {
        assertThat(Seed.of(7).random().nextLong()).isEqualTo(Seed.of(7).random().nextLong());
        assertThat(Seed.of(7).random(1).nextLong())
                .isEqualTo(Seed.of(7).random(1).nextLong());
        assertThat(Seed.of(7).random(1).nextInt())
                .isNotEqualTo(Seed.of(7).random(2).nextInt());
    }

    @Test
    @DisplayName("is told where a test fails that draws with it, besides what failed")
    void told() {
        AssertionError wrong = new AssertionError("wrong");
        assertThatThrownBy(() -> Seed.of(7).run(random -> {
                    assertThat(random.nextLong()).isEqualTo(Seed.of(7).random().nextLong());
                    throw wrong;
                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("wrong", "-Dredoubt.seed=7")
                .hasCause(wrong);
        IOException broken = new IOException("broken");
        assertThatThrownBy(() -> Seed.of(7).run(random -> {
                    throw broken;
                }))
                .hasMessageContainingAll("broken", "-Dredoubt.seed=7")
                .hasCause(broken);
    }

    @Test
    @DisplayName("does not make a failure of a test that skips itself")
    void skipped() {
        TestAbortedException skipped = new TestAbortedException("not here");
        assertThatThrownBy(() -> Seed.of(7).run(random -> {
                    throw skipped;
                }))
                .isSameAs(skipped);
    }
}

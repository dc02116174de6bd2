package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.tck.FakeClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is known of the server's clock")
final class TouchDueCheckTest {

    private static final long NOW = 1_800_000_000_000L;

    private final FakeClock nanoTime = FakeClock.aboutToOverflow();
    private final TouchDueCheck estimate = new TouchDueCheck(nanoTime);

    /** Returns a session with an idle timeout of 10 s, so that a touch is due one second after the last use. */
    private static StoredSession usedAt(long millis) {
        return new StoredSession(
                "user", NOW, millis, 10_000, NOW + 1_000_000, 1, new SessionPayload(Map.of(), Map.of()));
    }

    @Test
    @DisplayName("A touch is due once a tenth of the idle timeout is over, and not before")
    void due() {
        estimate.observe(NOW);
        nanoTime.advance(Duration.ofMillis(999));
        assertThat(estimate.isTouchDue(usedAt(NOW))).isFalse();
        nanoTime.advance(Duration.ofMillis(1));
        assertThat(estimate.isTouchDue(usedAt(NOW))).isTrue();
        estimate.observe(NOW + 1_000);
        assertThat(estimate.isTouchDue(usedAt(NOW))).isTrue();
        assertThat(estimate.isTouchDue(usedAt(NOW + 1))).isFalse();
    }

    @Test
    @DisplayName("A touch is due while the server's time is not known, or was not heard for a minute")
    void unknown() {
        assertThat(estimate.isTouchDue(usedAt(NOW))).isTrue();
        estimate.observe(NOW);
        nanoTime.advance(Duration.ofSeconds(60));
        assertThat(estimate.isTouchDue(usedAt(NOW + 60_000))).isFalse();
        nanoTime.advance(Duration.ofNanos(1));
        assertThat(estimate.isTouchDue(usedAt(NOW + 60_000))).isTrue();
    }

    @Test
    @DisplayName("A touch is due if the session is newer than the server's time can be: its clock has jumped")
    void ahead() {
        estimate.observe(NOW);
        assertThat(estimate.isTouchDue(usedAt(NOW + 1_000))).isFalse();
        assertThat(estimate.isTouchDue(usedAt(NOW + 1_001))).isTrue();
    }
}

package io.redoubt.session;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.tck.backend.RedisBackend;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Test of the errors that {@link io.redoubt.api.session.SessionStatistics} states. */
@DisplayName("The duration of an expired session on Redis")
final class ExpiredDurationTest {

    private static final Duration LIFETIME = ofHours(2);
    private static final Duration IDLE = ofMinutes(30);
    private static final Duration TOUCH_INTERVAL = ofMinutes(1);

    private final AtomicLong clock = new AtomicLong(System.currentTimeMillis());

    /** Runs a test with a session, and returns how long it lasted by the statistics. */
    private Duration counted(BiConsumer<SweptSessions, HashedSessionId> test) {
        try (RedisBackend redis = Backends.LETTUCE.backend()) {
            redis.connect();
            try (SweptSessions sessions =
                    new SweptSessions(redis.driver(), redis.prefix(), IDLE, LIFETIME, clock::get)) {
                test.accept(sessions, sessions.createAnonymous());
                assertThat(sessions.sweep()).isEqualTo(RecurringTask.Outcome.DONE);
                SessionCounters.Counts counts = sessions.counters.take();
                assertThat(counts.expired()).isEqualTo(1);
                return Duration.ofMillis(counts.durationMillis());
            }
        }
    }

    private void elapse(Duration duration) {
        clock.addAndGet(duration.toMillis());
    }

    /** Uses a session after a while, and lets the sweep come to know of it in time. */
    private void use(SweptSessions sessions, HashedSessionId id, Duration pause) {
        elapse(pause);
        sessions.touch(id);
        assertThat(sessions.sweep()).isEqualTo(RecurringTask.Outcome.DONE);
        assertThat(sessions.counters.take().expired()).isZero();
    }

    @Test
    @DisplayName("is that to its last use, if its idle timeout has ended it")
    void idle() {
        Duration counted = counted((sessions, id) -> {
            use(sessions, id, ofMinutes(20));
            use(sessions, id, ofMinutes(20));
            elapse(ofHours(1));
        });
        assertThat(counted).isEqualTo(ofMinutes(40));
    }

    @Test
    @DisplayName("is too short by as much as it could have lived on, if its absolute lifetime has ended it")
    void absolute() {
        Duration counted = counted((sessions, id) -> {
            for (int i = 0; i < 5; i++) {
                use(sessions, id, ofMinutes(23));
            }
            elapse(ofHours(1));
        });
        Duration used = ofMinutes(5 * 23);
        assertThat(counted).isEqualTo(LIFETIME.minus(IDLE).minus(TOUCH_INTERVAL));
        assertThat(used.minus(counted)).isBetween(Duration.ZERO, IDLE.plus(TOUCH_INTERVAL));
    }

    @Test
    @DisplayName("is off by as much as its idle timeout was changed")
    void extended() {
        for (Duration idle : new Duration[] {ofMinutes(20), ofMinutes(50)}) {
            Duration counted = counted((sessions, id) -> {
                elapse(ofMinutes(15));
                assertThat(sessions.operations
                                .run(new SessionScripts(sessions.context).extend(id, idle.toMillis()))
                                .exists())
                        .isTrue();
                elapse(ofMinutes(52));
            });
            assertThat(counted).isEqualTo(ofMinutes(15).plus(idle).minus(IDLE));
        }
    }

    @Test
    @DisplayName("is too short by as much as the sweep was late, if the session was used after it was due")
    void lateSweep() {
        Duration late = ofMinutes(5);
        Duration counted = counted((sessions, id) -> {
            elapse(ofMinutes(4));
            sessions.touch(id);
            // It was to be looked at a minute after half an hour, and was alive then.
            elapse(ofMinutes(27).plus(late));
        });
        assertThat(ofMinutes(4).minus(counted)).isBetween(Duration.ZERO, late);
        assertThat(counted).isZero();
    }
}

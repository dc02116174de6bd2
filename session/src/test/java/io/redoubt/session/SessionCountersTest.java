package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.tck.ConcurrentCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The counters of sessions")
final class SessionCountersTest {

    private static final int THREADS = 3;
    private static final int COUNTS = 20_000;

    @Test
    @DisplayName("are taken with the durations of all ends that are counted, and of no other")
    void together() throws Exception {
        SessionCounters counters = new SessionCounters();
        List<SessionCounters.Counts> taken = new ArrayList<>();
        try (ConcurrentCalls threads = ConcurrentCalls.of(THREADS)) {
            List<Future<Object>> counting = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                counting.add(threads.join(() -> {
                    for (int j = 0; j < COUNTS; j++) {
                        counters.destroyed(5);
                    }
                    return "done";
                }));
            }
            while (!counting.stream().allMatch(Future::isDone)) {
                taken.add(counters.take());
            }
            for (Future<Object> each : counting) {
                each.get(10, TimeUnit.SECONDS);
            }
        }
        taken.add(counters.take());
        assertThat(taken).allSatisfy(counts -> {
            assertThat(counts.durationMillis()).isEqualTo(5 * counts.ended());
            assertThat(counts.longestMillis()).isEqualTo(counts.isEmpty() ? 0 : 5);
        });
        assertThat(taken.stream().mapToLong(SessionCounters.Counts::destroyed).sum())
                .isEqualTo((long) THREADS * COUNTS);
    }

    @Test
    @DisplayName("have what was given back to them, and what was counted meanwhile")
    void givenBack() {
        SessionCounters counters = new SessionCounters();
        counters.created();
        counters.expired(7);
        SessionCounters.Counts taken = counters.take();
        counters.evicted(List.of(3L, 9L));
        counters.rejected();
        counters.giveBack(taken);
        SessionCounters.Counts all = new SessionCounters.Counts(1, 0, 1, 2, 1, 19, 9);
        assertThat(counters.read()).isEqualTo(all);
        assertThat(counters.take()).isEqualTo(all);
        assertThat(counters.take()).isEqualTo(new SessionCounters.Counts(0, 0, 0, 0, 0, 0, 0));
    }
}

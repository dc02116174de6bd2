package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.tck.Seed;
import io.redoubt.tck.backend.RedisBackend;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Differential test that applies the same operations to the Lua scripts on a real server and to the Java
 * implementation, and compares results and events.
 */
@DisplayName("The scripts and their twin in Java")
final class DifferentialTest {

    @ParameterizedTest
    @EnumSource(SessionOverflowPolicy.class)
    @DisplayName("give the same answers to the same operations at the same times")
    void sameAnswers(SessionOverflowPolicy policy) {
        // The outcomes of these operations are known to be of all kinds.
        Map<String, Integer> outcomes = compare(Seed.of(policy.name().hashCode()), policy, 2_000);
        assertThat(outcomes.keySet())
                .contains("create Stored", "create taken", "find Stored", "find none", "find by an old id")
                .contains("extend true", "extend false", "update Gone", "update Conflict", "update Updated")
                .contains("update InvalidInputException", "destroy true", "destroyOwned true", "destroyOwned false")
                .contains("rotate Rotated", "rotate Superseded", "rotate Gone", "rotate taken")
                .contains("login Rotated", "login Superseded", "login Gone", "login taken")
                .contains("logout Rotated", "logout Superseded", "logout Gone", "logout taken");
        if (policy == SessionOverflowPolicy.REJECT) {
            assertThat(outcomes.keySet()).contains("create SessionLimitException", "login SessionLimitException");
        }
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource(SessionOverflowPolicy.class)
    @DisplayName("give the same answers to 50,000 operations, drawn anew each time")
    void sameAnswersForLong(SessionOverflowPolicy policy) {
        compare(Seed.fresh(), policy, 50_000);
    }

    private static Map<String, Integer> compare(Seed seed, SessionOverflowPolicy policy, int operations) {
        try (RedisBackend redis = Backends.LETTUCE.backend()) {
            DifferentialRun[] run = new DifferentialRun[1];
            seed.run(random -> {
                SessionSettings settings = EmbeddedSessions.settings(redis.prefix(), policy, Duration.ofMillis(1_500));
                try (DifferentialRun each = new DifferentialRun(redis, settings, random)) {
                    run[0] = each;
                    each.run(operations);
                }
            });
            System.out.println(policy + ", " + seed + ": " + run[0].outcomes());
            return run[0].outcomes();
        }
    }
}

package io.redoubt.tck.session;

import static io.redoubt.api.session.SessionOverflowPolicy.EVICT_OLDEST;
import static io.redoubt.api.session.SessionOverflowPolicy.REJECT;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionLimitException;
import io.redoubt.api.session.SessionStatistics;
import io.redoubt.api.session.SessionStore;
import io.redoubt.tck.backend.RedisBackend;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for the statistics of sessions, on Redis and in memory. */
public abstract class SessionStatisticsContract extends SessionContractBase {

    private static void assertCounts(SessionStore store, long active, long users) {
        SessionStatistics statistics = store.statistics();
        assertThat(statistics.active()).isEqualTo(active);
        assertThat(statistics.users()).isEqualTo(users);
    }

    @Test
    @DisplayName("A store without sessions has zeros only")
    void none() {
        assertThat(sessions().statistics())
                .isEqualTo(new SessionStatistics(0, 0, Duration.ZERO, Duration.ZERO, 0, 0, 0, 0, 0));
    }

    @Test
    @DisplayName("Sessions and users are counted exactly while nothing changes")
    void counts() {
        SessionStore store = opened(SessionTestSettings.defaults().limit(2, EVICT_OLDEST));
        Session first = store.create(NewSession.of("user-42"));
        assertCounts(store, 1, 1);
        on().elapse(ofMillis(1));
        String second = store.create(NewSession.of("user-42")).id();
        String other = store.create(NewSession.of("user-43")).id();
        String visitor = store.create(NewSession.anonymous()).id();
        assertCounts(store, 4, 2);
        on().elapse(ofMillis(1));
        // Ends the first one.
        String third = store.create(NewSession.of("user-42")).id();
        assertThat(store.find(first.id())).isEmpty();
        assertCounts(store, 4, 2);
        String rotated = store.rotate(third).orElseThrow().id();
        store.extend(rotated, ofHours(1));
        assertCounts(store, 4, 2);
        String member = store.login(visitor, "user-44").orElseThrow().id();
        assertCounts(store, 4, 3);
        String visitorAgain = store.logout(other).orElseThrow().id();
        assertCounts(store, 4, 2);
        // As another user, of whom the second one is ended.
        store.login(member, "user-42");
        assertThat(store.find(second)).isEmpty();
        assertCounts(store, 3, 1);
        store.destroyOthers(rotated);
        assertCounts(store, 2, 1);
        store.destroy(visitorAgain);
        assertCounts(store, 1, 1);
        store.destroyAll("user-42");
        assertCounts(store, 0, 0);
    }

    @Test
    @DisplayName("Sessions that are ended together are counted too")
    void bulk() {
        List<String> ids = List.of(
                sessions().create(NewSession.of("user-42")).id(),
                sessions().create(NewSession.of("user-43")).id(),
                sessions().create(NewSession.of("user-44")).id(),
                sessions().create(NewSession.anonymous()).id());
        assertCounts(sessions(), 4, 3);
        sessions().destroyEach(ids.subList(0, 1));
        assertCounts(sessions(), 3, 2);
        sessions().destroyAllOfUsers(List.of("user-43"), progress -> {});
        assertCounts(sessions(), 2, 1);
        sessions().destroyIf(info -> info.userId() == null, progress -> {});
        assertCounts(sessions(), 1, 1);
    }

    @Test
    @DisplayName("Durations are those of the sessions that have ended, from their creation on")
    void durations() {
        List<String> ids = List.of(
                sessions().create(NewSession.of("user-42")).id(),
                sessions().create(NewSession.of("user-43")).id(),
                sessions().create(NewSession.anonymous()).id());
        assertThat(sessions().statistics().longestDuration()).isZero();
        on().elapse(ofMillis(30));
        sessions().destroy(ids.get(0));
        on().elapse(ofMillis(60));
        sessions().destroyAll("user-43");
        SessionStatistics statistics = sessions().statistics();
        if (on() instanceof RedisBackend) {
            assertThat(statistics.longestDuration()).isBetween(ofMillis(90), ofMinutes(1));
            assertThat(statistics.meanDuration()).isBetween(ofMillis(60), statistics.longestDuration());
        } else {
            assertThat(statistics.longestDuration()).isEqualTo(ofMillis(90));
            assertThat(statistics.meanDuration()).isEqualTo(ofMillis(60));
            on().elapse(ofDays(1).plusHours(2));
            assertThat(sessions().statistics().longestDuration()).isZero();
        }
    }

    /** Creates two, destroys one, evicts one and rejects one, and an anonymous one. */
    private void change(SessionStore store, SessionStore rejecting) {
        store.create(NewSession.of("user-42"));
        on().elapse(ofMillis(1));
        store.create(NewSession.of("user-42"));
        assertThat(catchThrowableOfType(SessionLimitException.class, () -> rejecting.create(NewSession.of("user-42"))))
                .isNotNull();
        store.create(NewSession.of("user-42"));
        store.destroy(store.create(NewSession.anonymous()).id());
    }

    @Test
    @DisplayName("What has happened is told of the last whole minute, for all stores together")
    void perMinute() {
        if (on() instanceof RedisBackend redis) {
            SessionStore evicting = opened(SessionTestSettings.defaults().limit(2, EVICT_OLDEST));
            SessionStore rejecting = opened(SessionTestSettings.defaults().limit(1, REJECT));
            change(evicting, rejecting);
            rejecting.statistics();
            evicting.statistics();
            SessionStatistics statistics = inTime(() -> Optional.of(lastMinute(redis))
                    .filter(told -> told.createdPerMinute() + told.rejectedPerMinute() > 0));
            assertThat(statistics.createdPerMinute()).isEqualTo(4);
            assertThat(statistics.destroyedPerMinute()).isEqualTo(1);
            assertThat(statistics.evictedPerMinute()).isEqualTo(1);
            assertThat(statistics.rejectedPerMinute()).isEqualTo(1);
            assertThat(statistics.expiredPerMinute()).isZero();
        } else {
            perMinuteInMemory();
        }
    }

    private void perMinuteInMemory() {
        SessionStore store = opened(SessionTestSettings.defaults().limit(1, EVICT_OLDEST));
        store.create(NewSession.of("user-42"));
        store.create(NewSession.of("user-42"));
        store.destroy(store.create(NewSession.anonymous()).id());
        SessionStatistics sameMinute = store.statistics();
        on().elapse(ofMinutes(1));
        SessionStatistics next = store.statistics();
        assertThat(sameMinute.createdPerMinute() + next.createdPerMinute()).isEqualTo(3);
        assertThat(sameMinute.destroyedPerMinute() + next.destroyedPerMinute()).isEqualTo(1);
        assertThat(sameMinute.evictedPerMinute() + next.evictedPerMinute()).isEqualTo(1);
        assertThat(next.createdPerMinute()).isEqualTo(3);
        on().elapse(ofMinutes(2));
        assertThat(store.statistics().createdPerMinute()).isZero();
        SessionStore rejecting = opened(SessionTestSettings.defaults().limit(1, REJECT));
        rejecting.create(NewSession.of("user-42"));
        assertThat(catchThrowableOfType(SessionLimitException.class, () -> rejecting.create(NewSession.of("user-42"))))
                .isNotNull();
        rejecting.statistics();
        on().elapse(ofMinutes(1));
        assertThat(rejecting.statistics().rejectedPerMinute()).isEqualTo(1);
    }

    /** The statistics as they are told a minute later; none of it where a minute ends while this looks. */
    private SessionStatistics lastMinute(RedisBackend redis) {
        String key = redis.prefix() + "session:statistics";
        long minute = redis.micros() / 60_000_000;
        for (int count = 1; count <= 5; count++) {
            long sum = 0;
            for (long at = minute - 2; at <= minute; at++) {
                String field = "m:" + at + ":" + count;
                String value = redis.raw("HGET", key, field);
                sum += value.equals("null") ? 0 : Long.parseLong(value);
                redis.raw("HDEL", key, field);
            }
            redis.raw("HSET", key, "m:" + (minute - 1) + ":" + count, String.valueOf(sum));
        }
        return sessions().statistics();
    }
}

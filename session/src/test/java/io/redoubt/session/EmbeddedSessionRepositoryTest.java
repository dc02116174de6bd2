package io.redoubt.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionStatistics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The sessions of this process")
final class EmbeddedSessionRepositoryTest {

    @Test
    @DisplayName("are refused beyond their bound, until others end; a user's own eviction makes room")
    void bound() {
        EmbeddedSessions sessions = EmbeddedSessions.within(4, Long.MAX_VALUE);
        for (int i = 0; i < 3; i++) {
            sessions.create("user");
        }
        HashedSessionId id = sessions.create("other");
        assertThatThrownBy(() -> sessions.create("third"))
                .isInstanceOfSatisfying(
                        StoreRejectedException.class, e -> assertThat(e.code()).isEqualTo("OOM"))
                .hasMessageContaining("4 sessions");
        assertThatThrownBy(sessions::createAnonymous).isInstanceOf(StoreRejectedException.class);
        sessions.create("user");
        assertThat(sessions.repository.find(id)).isPresent();
        sessions.repository.destroy(id);
        sessions.createAnonymous();
    }

    @Test
    @DisplayName("that have expired are removed by whatever comes after, a few at a time")
    void removesExpired() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        for (int i = 0; i < 100; i++) {
            sessions.create("user-" + i);
        }
        assertThat(sessions.repository.size()).isEqualTo(100);
        sessions.now += 11_001;
        HashedSessionId id = sessions.create("user-0");
        assertThat(sessions.repository.size()).isBetween(50, 99);
        for (int i = 0; i < 10; i++) {
            assertThat(sessions.repository.find(id)).isPresent();
        }
        assertThat(sessions.repository.size()).isEqualTo(1);
    }

    @Test
    @DisplayName("live to their last millisecond, which a touch postpones")
    void lastMillisecond() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        HashedSessionId id = sessions.create("user");
        sessions.now += 999;
        sessions.repository.find(id);
        sessions.now += 10_001;
        assertThat(sessions.repository.list(SessionOwner.of("user"))).hasSize(1);
        sessions.repository.find(id);
        sessions.now += 11_000;
        assertThat(sessions.repository.list(SessionOwner.of("user"))).hasSize(1);
        sessions.now++;
        assertThat(sessions.repository.find(id)).isEmpty();
    }

    @Test
    @DisplayName("that are anonymous are in no list, count against no limit, and end at their times")
    void anonymous() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        List<HashedSessionId> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(sessions.createAnonymous());
        }
        assertThat(sessions.repository.findAll(ids).keySet()).containsExactlyElementsOf(ids);
        assertThat(sessions.repository.findAll(ids).values())
                .allSatisfy(session -> assertThat(session.userId()).isNull());
        assertThat(sessions.repository.destroyOthers(ids.get(0))).isZero();
        assertThat(sessions.repository.statistics().users()).isZero();
        assertThat(sessions.repository.destroyOwned(ids.get(0), SessionOwner.of("user")))
                .isFalse();
        assertThat(sessions.repository.destroyOwned(ids.get(0), null)).isTrue();
        sessions.now += 11_001;
        assertThat(sessions.repository.findAll(ids)).isEmpty();
    }

    @Test
    @DisplayName("are ended by a handle only for their own user")
    void destroyOwned() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        HashedSessionId id = sessions.create("user");
        assertThat(sessions.repository.destroyOwned(id, SessionOwner.of("other")))
                .isFalse();
        assertThat(sessions.repository.destroyOwned(id, null)).isFalse();
        assertThat(sessions.repository.destroyOwned(id, SessionOwner.of("user")))
                .isTrue();
        assertThat(sessions.repository.destroyOwned(id, SessionOwner.of("user")))
                .isFalse();
    }

    @Test
    @DisplayName("are not begun under an id that is in use, or was a minute ago")
    void takenId() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        HashedSessionId id = sessions.createAnonymous();
        assertThatThrownBy(() -> sessions.repository.create(id, null, EmbeddedSessions.NO_DATA))
                .isInstanceOf(IllegalStateException.class);
        HashedSessionId next = sessions.newId(id);
        sessions.repository.rotate(id, next);
        assertThatThrownBy(() -> sessions.repository.create(id, null, EmbeddedSessions.NO_DATA))
                .isInstanceOf(IllegalStateException.class);
        assertThat(sessions.repository.find(next)).isPresent();
        sessions.now += Duration.ofMinutes(1).toMillis() + 1;
        sessions.repository.create(id, null, EmbeddedSessions.NO_DATA);
        sessions.now += Duration.ofMinutes(1).toMillis() + 1;
        sessions.repository.create(id, null, EmbeddedSessions.NO_DATA);
    }

    @Test
    @DisplayName("are passed on in batches, each once, while others begin and end")
    void batches() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        Set<String> expected = new HashSet<>();
        for (int i = 0; i < 450; i++) {
            expected.add((i % 2 == 0 ? sessions.create("user-" + i) : sessions.createAnonymous()).handle());
        }
        HashedSessionId ending = sessions.create("ending");
        List<List<SessionInfo>> batches = new ArrayList<>();
        sessions.repository.forEachBatch(batch -> {
            batches.add(batch);
            // From another thread: the lock is not held.
            await(() -> {
                sessions.repository.destroy(ending);
                sessions.create("new-" + batches.size());
            });
        });
        assertThat(batches)
                .hasSizeGreaterThanOrEqualTo(3)
                .allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(InMemoryUserSessions.BATCH));
        List<String> handles =
                batches.stream().flatMap(List::stream).map(SessionInfo::handle).toList();
        assertThat(handles).doesNotHaveDuplicates().containsAll(expected);

        sessions.now += 11_001;
        batches.clear();
        sessions.repository.forEachBatch(batches::add);
        assertThat(batches.stream().flatMap(List::stream)).isEmpty();
    }

    private static void await(Runnable work) {
        try {
            CompletableFuture.runAsync(work).get(20, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("that met a condition are ended, unless they have ended or belong to another user by now")
    void destroyMatching() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        SessionOwner owner = SessionOwner.of("user");
        HashedSessionId id = sessions.create("user");
        SessionInfo info = sessions.repository.list(owner).get(0);
        SessionInfo ofOther = with(info, "other");
        SessionInfo ofNobody = with(info, null);
        assertThat(sessions.repository.destroyMatching(List.of(ofOther, ofNobody)))
                .isZero();
        assertThat(sessions.repository.find(id)).isPresent();
        assertThat(sessions.repository.destroyMatching(List.of(info, info))).isEqualTo(1);
        assertThat(sessions.repository.find(id)).isEmpty();
    }

    private static SessionInfo with(SessionInfo info, @Nullable String userId) {
        return new SessionInfo(
                userId, info.handle(), info.createdAt(), info.lastUsedAt(), info.expiresAt(), info.metadata());
    }

    @Test
    @DisplayName("take memory of the budget, and give all of it back")
    void memory() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        HashedSessionId id = sessions.create("user");
        long one = sessions.budget.reserved();
        assertThat(one).isPositive();
        sessions.repository.update(
                id,
                new EncodedUpdate(
                        new SessionPayload(Map.of("name", "value"), Map.of()),
                        Set.of(),
                        Set.of(),
                        OptionalLong.empty()));
        assertThat(sessions.budget.reserved()).isGreaterThan(one);
        HashedSessionId next = sessions.newId(id);
        sessions.repository.rotate(id, next);
        sessions.repository.logout(next, sessions.newId(id));
        assertThat(sessions.budget.reserved()).isGreaterThan(one + 2 * InMemoryRotationRecord.BYTES);
        sessions.now += Duration.ofMinutes(1).toMillis() + 1;
        assertThat(sessions.repository.size()).isZero();
        assertThat(sessions.repository.records()).isZero();
        assertThat(sessions.budget.reserved()).isZero();
    }

    @Test
    @DisplayName("fill the budget, of which the removal of expired ones gives back as much as is needed")
    void fullMemory() {
        EmbeddedSessions sessions = EmbeddedSessions.within(1_000, 200_000);
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 1_000; i++) {
                        sessions.createAnonymous();
                    }
                })
                .isInstanceOfSatisfying(
                        StoreRejectedException.class, e -> assertThat(e.code()).isEqualTo("OOM"));
        long full = sessions.budget.reserved();
        assertThat(full).isBetween(150_000L, 200_000L);
        sessions.now += 11_001;
        byte[] large = new byte[150_000];
        sessions.repository.create(sessions.newId("00"), null, new SessionPayload(Map.of(), Map.of("large", large)));
        assertThat(sessions.budget.reserved()).isBetween(150_000L, 200_000L);
    }

    @Test
    @DisplayName("that have expired are not among those that the statistics count, however many there are")
    void statistics() {
        EmbeddedSessions sessions = EmbeddedSessions.create();
        for (int i = 0; i < 200; i++) {
            sessions.create("user-" + i);
        }
        sessions.now += 10_000;
        sessions.create("user");
        sessions.takeEvents();
        sessions.now += 1_001;
        SessionStatistics statistics = sessions.repository.statistics();
        assertThat(statistics.active()).isEqualTo(1);
        assertThat(statistics.users()).isEqualTo(1);
        assertThat(sessions.takeEvents()).hasSize(200).allMatch(event -> event.startsWith("EXPIRED"));
    }

    @Test
    @DisplayName(
            "take the memory of as many records of replaced ids as they need, the oldest first, and of none in vain")
    void memoryOfRecords() {
        EmbeddedSessions sessions = EmbeddedSessions.within(1_000, 40_000);
        List<HashedSessionId> rotated = new ArrayList<>();
        HashedSessionId id = sessions.createAnonymous();
        for (int i = 0; i < 40; i++) {
            rotated.add(id);
            HashedSessionId next = sessions.newId(id);
            sessions.repository.rotate(id, next);
            id = next;
        }
        byte[] tooLarge = new byte[40_000];
        assertThatThrownBy(() -> sessions.repository.create(
                        sessions.newId("00"), null, new SessionPayload(Map.of(), Map.of("large", tooLarge))))
                .isInstanceOf(StoreRejectedException.class);
        assertThat(sessions.repository.records()).isEqualTo(40);

        byte[] large = new byte[40_000 - (int) sessions.budget.reserved()];
        sessions.repository.create(sessions.newId("00"), null, new SessionPayload(Map.of(), Map.of("large", large)));
        int left = sessions.repository.records();
        assertThat(left).isBetween(36, 38);
        // Those that are left tell that the session has another id by now.
        for (int i = 0; i < 40; i++) {
            HashedSessionId old = rotated.get(i);
            assertThat(sessions.repository.rotate(old, sessions.newId(old)))
                    .isEqualTo(i < 40 - left ? new StoredRotation.Gone() : new StoredRotation.Superseded());
        }
        assertThat(sessions.budget.reserved()).isLessThanOrEqualTo(40_000);
    }
}

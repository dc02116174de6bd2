package io.redoubt.tck.session;

import static io.redoubt.api.session.SessionOverflowPolicy.REJECT;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult.Updated;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Contract tests for sessions without a user, on Redis and in memory. */
public abstract class AnonymousSessionContract extends SessionContractBase {

    private Session created() {
        return sessions()
                .create(NewSession.anonymous().metadata("ip", "10.0.0.1").attribute("cart", List.of(1, 2)));
    }

    private static SessionInfo info(@Nullable String userId, Session session) {
        return new SessionInfo(
                userId,
                session.handle(),
                session.createdAt(),
                session.lastUsedAt(),
                session.expiresAt(),
                session.metadata());
    }

    @Test
    @DisplayName("An anonymous session is found with all that was put into it, and has no user")
    void roundTrip() {
        Session created = created();
        for (Session session : List.of(created, sessions().find(created.id()).orElseThrow())) {
            assertThat(session.userId()).isEmpty();
            assertThat(session.metadata()).isEqualTo(Map.of("ip", "10.0.0.1"));
            assertThat(session.attribute("cart", Integer[].class)).contains(new Integer[] {1, 2});
            assertThat(session.version()).isEqualTo(1);
            assertThat(session.expiresAt()).isEqualTo(created.createdAt().plus(ofMinutes(31)));
            assertThat(session.absoluteExpiry()).isEqualTo(created.createdAt().plus(ofDays(1)));
        }
    }

    @Test
    @DisplayName("An anonymous session is updated, extended and rotated, and stays anonymous")
    void changed() {
        String id = created().id();
        assertThat(sessions().update(id, SessionUpdate.none().metadata("ip", "10.0.0.2")))
                .isEqualTo(new Updated(2));
        assertThat(sessions().bindCharacter(id, "c-9")).isEqualTo(new Updated(3));
        assertThat(sessions().extend(id, ofHours(2))).isTrue();
        Session rotated = sessions().rotate(id).orElseThrow();
        assertThat(sessions().find(id)).isEmpty();
        Session found = sessions().find(rotated.id()).orElseThrow();
        assertThat(found.userId()).isEmpty();
        assertThat(found.metadata()).containsEntry("ip", "10.0.0.2");
        assertThat(found.characterId()).contains("c-9");
        assertThat(found.expiresAt())
                .isEqualTo(found.lastUsedAt().plus(ofHours(2)).plus(ofMinutes(1)));
    }

    @Test
    @DisplayName("An anonymous session counts against the limit of no user, and is in no list")
    void notCounted() {
        SessionStore store = opened(SessionTestSettings.defaults().limit(1, REJECT));
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(store.create(NewSession.anonymous()).id());
        }
        ids.add(store.create(NewSession.of("user-42")).id());
        ids.add(store.create(NewSession.anonymous()).id());
        assertThat(ids).allSatisfy(id -> assertThat(store.find(id)).isPresent());
        assertThat(store.list("user-42")).hasSize(1);
        assertThat(store.destroyAll("user-42")).isEqualTo(1);
        assertThat(store.find(ids.get(0))).isPresent();
    }

    @Test
    @DisplayName("An anonymous session is ended by its id, and ends no other")
    void destroyed() {
        String id = created().id();
        String other = created().id();
        assertThat(sessions().destroyOthers(id)).isZero();
        assertThat(sessions().destroy(id)).isTrue();
        assertThat(sessions().destroy(id)).isFalse();
        assertThat(sessions().find(id)).isEmpty();
        assertThat(sessions().rotate(id)).isEmpty();
        assertThat(sessions().find(other)).isPresent();
    }

    @Test
    @DisplayName("An anonymous session is ended by its description, which names no user, and by none that names one")
    void destroyedByInfo() {
        Session anonymous = created();
        Session ofUser = sessions().create(NewSession.of("user-42"));
        assertThat(sessions().destroy(info("user-42", anonymous))).isFalse();
        assertThat(sessions().destroy(info(null, ofUser))).isFalse();
        assertThat(sessions().find(anonymous.id())).isPresent();
        assertThat(sessions().find(ofUser.id())).isPresent();
        assertThat(sessions().destroy(info(null, anonymous))).isTrue();
        assertThat(sessions().destroy(info(null, anonymous))).isFalse();
        assertThat(sessions().find(anonymous.id())).isEmpty();
    }

    @Test
    @DisplayName("Anonymous sessions are spread over the buckets")
    void buckets() {
        assertThat(Stream.generate(() -> created().id().substring(32)).limit(40).distinct())
                .hasSizeGreaterThan(2);
    }

    @Test
    @DisplayName("What an anonymous session was created with may be used for a second one")
    void reused() {
        NewSession description = NewSession.anonymous().metadata("ip", "10.0.0.1");
        Session first = sessions().create(description);
        on().elapse(ofMillis(2));
        Session second = sessions().create(description);
        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(second.createdAt()).isAfter(first.createdAt());
        assertThat(description.userId()).isEmpty();
        assertThat(NewSession.anonymous().metadata()).isEmpty();
    }
}

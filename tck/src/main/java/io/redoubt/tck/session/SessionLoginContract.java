package io.redoubt.tck.session;

import static io.redoubt.api.session.SessionOverflowPolicy.EVICT_LEAST_RECENTLY_USED;
import static io.redoubt.api.session.SessionOverflowPolicy.EVICT_OLDEST;
import static io.redoubt.api.session.SessionOverflowPolicy.REJECT;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.RotationToken;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionLimitException;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.api.session.SessionRotationResult.Gone;
import io.redoubt.api.session.SessionRotationResult.Superseded;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Contract tests for logging the user of a session in and out, on Redis and in memory. */
public abstract class SessionLoginContract extends SessionContractBase {

    private static final NewSession VISITOR =
            NewSession.anonymous().metadata("ip", "10.0.0.1").attribute("cart", 7);

    /** Sessions of one user, each a little later than the one before. */
    private List<String> inTurn(SessionStore store, int count) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(store.create(NewSession.of("user-42")).id());
            on().elapse(ofMillis(2));
        }
        return ids;
    }

    private void assertWorthless(String id) {
        assertThat(sessions().find(id)).isEmpty();
        assertThat(sessions().findAll(List.of(id))).isEmpty();
        assertThat(sessions().extend(id, ofHours(1))).isFalse();
        assertThat(sessions().update(id, SessionUpdate.none().metadata("ip", "x")))
                .isEqualTo(new SessionUpdateResult.Gone());
        assertThat(sessions().rotate(id, RotationToken.generate())).isEqualTo(new Superseded());
        assertThat(sessions().login(id, "user-42", RotationToken.generate())).isEqualTo(new Superseded());
        assertThat(sessions().logout(id, RotationToken.generate())).isEqualTo(new Superseded());
        assertThat(sessions().rotate(id)).isEmpty();
        assertThat(sessions().login(id, "user-43")).isEmpty();
        assertThat(sessions().logout(id)).isEmpty();
        assertThat(sessions().destroyOthers(id)).isZero();
        assertThat(sessions().destroy(id)).isFalse();
        assertThat(sessions().destroyEach(List.of(id))).isZero();
        assertThat(sessions().find(id)).isEmpty();
    }

    @Nested
    @DisplayName("A login")
    class Login {

        @Test
        @DisplayName("gives an anonymous session a user and a new id, and keeps what is in it")
        void moves() {
            Session before = sessions().create(VISITOR);
            sessions().bindCharacter(before.id(), "c-9");
            Session after = sessions().login(before.id(), "user-42").orElseThrow();
            assertThat(after.id()).matches("[A-Za-z0-9_-]{32}[0-9a-f]{2}").isNotEqualTo(before.id());
            for (Session session : List.of(after, sessions().find(after.id()).orElseThrow())) {
                assertThat(session.id()).isEqualTo(after.id());
                assertThat(session.userId()).contains("user-42");
                assertThat(session.metadata()).isEqualTo(Map.of("ip", "10.0.0.1", Session.CHARACTER_ID, "c-9"));
                assertThat(session.attribute("cart", Integer.class)).contains(7);
                assertThat(session.version()).isEqualTo(2);
            }
            assertThat(sessions().list("user-42"))
                    .extracting(SessionInfo::handle)
                    .containsExactly(after.handle());
        }

        @Test
        @DisplayName("makes the old id worthless for every call")
        void oldId() {
            String id = sessions().create(VISITOR).id();
            Session after = sessions().login(id, "user-42").orElseThrow();
            assertWorthless(id);
            assertThat(sessions().find(after.id())).isPresent();
            assertThat(sessions().list("user-42")).hasSize(1);
        }

        @Test
        @DisplayName("lets all times begin anew, with the idle timeout of the settings")
        void times() {
            Session before = sessions().create(VISITOR);
            sessions().extend(before.id(), ofHours(2));
            on().elapse(ofMillis(5));
            Session after = sessions().login(before.id(), "user-42").orElseThrow();
            assertThat(after.createdAt()).isAfter(before.createdAt());
            for (Session session : List.of(after, sessions().find(after.id()).orElseThrow())) {
                assertThat(session.createdAt()).isEqualTo(after.createdAt());
                assertThat(session.lastUsedAt()).isEqualTo(after.createdAt());
                assertThat(session.expiresAt()).isEqualTo(after.createdAt().plus(ofMinutes(31)));
                assertThat(session.absoluteExpiry()).isEqualTo(after.createdAt().plus(ofDays(1)));
            }
        }

        @Test
        @DisplayName("as another user moves the session from the one to the other")
        void otherUser() {
            String id = sessions()
                    .create(NewSession.of("user-42").attribute("cart", 7))
                    .id();
            String kept = sessions().create(NewSession.of("user-42")).id();
            Session after = sessions().login(id, "user-43").orElseThrow();
            assertThat(after.userId()).contains("user-43");
            assertThat(after.attribute("cart", Integer.class)).contains(7);
            assertWorthless(id);
            assertThat(sessions().list("user-42")).hasSize(1);
            assertThat(sessions().list("user-43"))
                    .extracting(SessionInfo::handle)
                    .containsExactly(after.handle());
            assertThat(sessions().destroyAll("user-42")).isEqualTo(1);
            assertThat(sessions().find(kept)).isEmpty();
            assertThat(sessions().find(after.id())).isPresent();
        }

        @Test
        @DisplayName("as an invalid user is refused, whatever the session, and changes nothing")
        void invalidUser() {
            String id = sessions().create(VISITOR).id();
            for (String each : List.of(id, "x")) {
                assertThatThrownBy(() -> sessions().login(each, "")).isInstanceOf(InvalidInputException.class);
                assertThatThrownBy(() -> sessions().login(each, "a{b}")).isInstanceOf(InvalidInputException.class);
            }
            assertThat(sessions().find(id)).isPresent();
        }

        @Test
        @DisplayName("of a session that has ended, or never was, is none")
        void gone() {
            String id = sessions().create(VISITOR).id();
            sessions().destroy(id);
            for (String each : List.of(id, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA00", "x", "")) {
                assertThat(sessions().login(each, "user-42", RotationToken.generate()))
                        .isEqualTo(new Gone());
                assertThat(sessions().logout(each, RotationToken.generate())).isEqualTo(new Gone());
            }
            assertThat(sessions().list("user-42")).isEmpty();
        }

        @Test
        @DisplayName("made again with the same token gives the same session, and with another one none")
        void repeated() {
            String id = sessions().create(VISITOR).id();
            RotationToken token = RotationToken.generate();
            Session first = rotated(sessions().login(id, "user-42", token));
            sessions().update(first.id(), SessionUpdate.none().attribute("cart", 8));
            for (int i = 0; i < 2; i++) {
                Session again = rotated(sessions().login(id, "user-42", token));
                assertThat(again.id()).isEqualTo(first.id());
                assertThat(again.userId()).contains("user-42");
                assertThat(again.createdAt()).isEqualTo(first.createdAt());
                assertThat(again.attribute("cart", Integer.class)).contains(8);
            }
            assertThat(sessions().login(id, "user-42", RotationToken.generate()))
                    .isEqualTo(new Superseded());
            assertThat(sessions().list("user-42")).hasSize(1);
            sessions().destroy(first.id());
            assertThat(sessions().login(id, "user-42", token)).isEqualTo(new Gone());
        }

        @Test
        @DisplayName("made again with the same token for another user never gives the session of the first one")
        void repeatedForAnother() {
            String id = sessions().create(VISITOR).id();
            RotationToken token = RotationToken.generate();
            Session first = rotated(sessions().login(id, "user-42", token));
            for (String other : List.of("user-43", neighbourOf("user-42"))) {
                assertThat(sessions().login(id, other, token)).isEqualTo(new Superseded());
                assertThat(sessions().list(other)).isEmpty();
            }
            assertThat(sessions().find(first.id()).orElseThrow().userId()).contains("user-42");
        }
    }

    /** Another user in the bucket of a user, where buckets are what they are documented to be. */
    private static String neighbourOf(String userId) {
        byte bucket = lastByte(userId);
        return IntStream.iterate(0, i -> i + 1)
                .mapToObj(i -> "neighbour-" + i)
                .filter(other -> lastByte(other) == bucket)
                .findFirst()
                .orElseThrow();
    }

    private static byte lastByte(String userId) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(userId.getBytes(StandardCharsets.UTF_8));
            return digest[digest.length - 1];
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Nested
    @DisplayName("A login of a user who has as many sessions as allowed")
    class AtTheLimit {

        @Test
        @DisplayName("is rejected where that is the policy, and the session and those of the user are as they were")
        void rejected() {
            SessionStore store = opened(SessionTestSettings.defaults().limit(2, REJECT));
            List<String> ids = inTurn(store, 2);
            Session visitor = store.create(VISITOR);
            RotationToken token = RotationToken.generate();
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> store.login(visitor.id(), "user-42", token))
                        .isInstanceOfSatisfying(
                                SessionLimitException.class,
                                e -> assertThat(e.limit()).isEqualTo(2))
                        .hasMessageNotContaining("user-42");
            }
            Session found = store.find(visitor.id()).orElseThrow();
            assertThat(found.userId()).isEmpty();
            assertThat(found.createdAt()).isEqualTo(visitor.createdAt());
            assertThat(found.attribute("cart", Integer.class)).contains(7);
            assertThat(ids).allSatisfy(id -> assertThat(store.find(id)).isPresent());
            assertThat(store.list("user-42")).hasSize(2);
            store.destroy(ids.get(1));
            assertThat(rotated(store.login(visitor.id(), "user-42", token)).userId())
                    .contains("user-42");
        }

        @Test
        @DisplayName("ends the one that was created first where that is the policy")
        void evictsOldest() {
            SessionStore store = opened(SessionTestSettings.defaults().limit(2, EVICT_OLDEST));
            // Older than both as a session, but not as a session of the user.
            String visitor = store.create(VISITOR).id();
            List<String> ids = inTurn(store, 2);
            store.extend(ids.get(0), ofHours(1));
            String after = store.login(visitor, "user-42").orElseThrow().id();
            assertThat(store.find(ids.get(0))).isEmpty();
            assertThat(store.find(ids.get(1))).isPresent();
            assertThat(store.find(after)).isPresent();
            assertThat(store.list("user-42")).hasSize(2);
        }

        @Test
        @DisplayName("ends the one that was not used for the longest time where that is the policy")
        void evictsLeastRecentlyUsed() {
            SessionStore store = opened(SessionTestSettings.defaults().limit(2, EVICT_LEAST_RECENTLY_USED));
            List<String> ids = inTurn(store, 2);
            store.extend(ids.get(0), ofHours(1));
            String after = store.login(store.create(VISITOR).id(), "user-42")
                    .orElseThrow()
                    .id();
            assertThat(store.find(ids.get(0))).isPresent();
            assertThat(store.find(ids.get(1))).isEmpty();
            assertThat(store.find(after)).isPresent();
        }

        @ParameterizedTest
        @EnumSource(SessionOverflowPolicy.class)
        @DisplayName("ends none and is not rejected if the session is one of them")
        void again(SessionOverflowPolicy policy) {
            SessionStore store = opened(SessionTestSettings.defaults().limit(2, policy));
            List<String> ids = inTurn(store, 2);
            String after = store.login(ids.get(0), "user-42").orElseThrow().id();
            assertThat(store.find(ids.get(0))).isEmpty();
            assertThat(store.find(ids.get(1))).isPresent();
            assertThat(store.find(after)).isPresent();
            assertThat(store.list("user-42")).hasSize(2);
        }

        @Test
        @DisplayName("is as old as its login, for the next one that ends the oldest")
        void age() {
            SessionStore store = opened(SessionTestSettings.defaults().limit(2, EVICT_OLDEST));
            String visitor = store.create(VISITOR).id();
            on().elapse(ofMillis(2));
            String first = store.create(NewSession.of("user-42")).id();
            on().elapse(ofMillis(2));
            String second = store.login(visitor, "user-42").orElseThrow().id();
            on().elapse(ofMillis(2));
            store.create(NewSession.of("user-42"));
            assertThat(store.find(first)).isEmpty();
            assertThat(store.find(second)).isPresent();
        }
    }

    @Nested
    @DisplayName("A logout")
    class Logout {

        @Test
        @DisplayName("makes the session anonymous, gives it a new id and new times, and keeps what is in it")
        void moves() {
            Session before = sessions()
                    .create(NewSession.of("user-42").metadata("ip", "10.0.0.1").attribute("cart", 7));
            sessions().bindCharacter(before.id(), "c-9");
            on().elapse(ofMillis(5));
            Session after = sessions().logout(before.id()).orElseThrow();
            assertThat(after.createdAt()).isAfter(before.createdAt());
            for (Session session : List.of(after, sessions().find(after.id()).orElseThrow())) {
                assertThat(session.userId()).isEmpty();
                assertThat(session.metadata()).isEqualTo(Map.of("ip", "10.0.0.1", Session.CHARACTER_ID, "c-9"));
                assertThat(session.attribute("cart", Integer.class)).contains(7);
                assertThat(session.version()).isEqualTo(2);
                assertThat(session.createdAt()).isEqualTo(after.createdAt());
                assertThat(session.lastUsedAt()).isEqualTo(after.createdAt());
                assertThat(session.expiresAt()).isEqualTo(after.createdAt().plus(ofMinutes(31)));
                assertThat(session.absoluteExpiry()).isEqualTo(after.createdAt().plus(ofDays(1)));
            }
            assertWorthless(before.id());
            assertThat(sessions().list("user-42")).isEmpty();
        }

        @Test
        @DisplayName("makes room for another session of the user, and ends none of them")
        void room() {
            SessionStore store = opened(SessionTestSettings.defaults().limit(2, REJECT));
            List<String> ids = inTurn(store, 2);
            String out = store.logout(ids.get(0)).orElseThrow().id();
            store.create(NewSession.of("user-42"));
            assertThat(store.find(ids.get(1))).isPresent();
            assertThatThrownBy(() -> store.login(out, "user-42")).isInstanceOf(SessionLimitException.class);
            assertThat(store.destroyAll("user-42")).isEqualTo(2);
            assertThat(store.login(out, "user-42")).isPresent();
        }

        @Test
        @DisplayName("of an anonymous session gives it a new id, and keeps its times")
        void anonymous() {
            Session before = sessions().create(VISITOR);
            on().elapse(ofMillis(2));
            Session after = sessions().logout(before.id()).orElseThrow();
            assertThat(after.userId()).isEmpty();
            assertThat(after.createdAt()).isEqualTo(before.createdAt());
            assertThat(sessions().find(after.id()).orElseThrow().absoluteExpiry())
                    .isEqualTo(before.absoluteExpiry());
            assertWorthless(before.id());
        }

        @Test
        @DisplayName("made again with the same token gives the same session, and with another one none")
        void repeated() {
            String id = sessions().create(NewSession.of("user-42")).id();
            RotationToken token = RotationToken.generate();
            Session first = rotated(sessions().logout(id, token));
            assertThat(rotated(sessions().logout(id, token)).id()).isEqualTo(first.id());
            assertThat(sessions().logout(id, RotationToken.generate())).isEqualTo(new Superseded());
            assertThat(sessions().find(first.id())).isPresent();
            sessions().destroy(first.id());
            assertThat(sessions().logout(id, token)).isEqualTo(new Gone());
        }
    }

    @Test
    @DisplayName("A session survives many logins and logouts, and leaves nothing behind")
    void backAndForth() {
        String id = sessions().create(VISITOR).id();
        for (int i = 0; i < 10; i++) {
            id = sessions().login(id, "user-" + i % 3).orElseThrow().id();
            id = sessions().rotate(id).orElseThrow().id();
            if (i % 2 == 0) {
                id = sessions().logout(id).orElseThrow().id();
            }
        }
        assertThat(sessions().find(id).orElseThrow().attribute("cart", Integer.class))
                .contains(7);
        assertThat(sessions().list("user-0")).hasSize(1);
        assertThat(sessions().list("user-1")).isEmpty();
        assertThat(sessions().list("user-2")).isEmpty();
        assertThat(sessions().destroy(id)).isTrue();
    }
}

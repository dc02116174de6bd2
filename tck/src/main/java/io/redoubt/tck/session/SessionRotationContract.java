package io.redoubt.tck.session;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.RotationToken;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionRotationResult;
import io.redoubt.api.session.SessionRotationResult.Gone;
import io.redoubt.api.session.SessionRotationResult.Rotated;
import io.redoubt.api.session.SessionRotationResult.Superseded;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import io.redoubt.tck.ConcurrentCalls;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for repeated replacement of a session's id and for the grace period of the old id, on Redis and in
 * memory.
 */
public abstract class SessionRotationContract extends SessionContractBase {

    private static final int CALLERS = 50;

    private Session created() {
        return sessions()
                .create(NewSession.of("user-42").metadata("ip", "10.0.0.1").attribute("gold", 5));
    }

    @Nested
    @DisplayName("A rotation")
    class Repetition {

        @Test
        @DisplayName("made again with the same token gives the same session")
        void again() {
            String id = created().id();
            RotationToken token = RotationToken.generate();
            Session first = rotated(sessions().rotate(id, token));
            sessions().update(first.id(), SessionUpdate.none().attribute("gold", 6));
            for (int i = 0; i < 2; i++) {
                Session again = rotated(sessions().rotate(id, token));
                assertThat(again.id()).isEqualTo(first.id());
                assertThat(again.handle()).isEqualTo(first.handle());
                assertThat(again.createdAt()).isEqualTo(first.createdAt());
                assertThat(again.attribute("gold", Integer.class)).contains(6);
            }
            assertThat(sessions().list("user-42")).hasSize(1);
        }

        @Test
        @DisplayName("made with another token after it is superseded, and has no effect")
        void superseded() {
            String id = created().id();
            Session first = rotated(sessions().rotate(id, RotationToken.generate()));
            assertThat(sessions().rotate(id, RotationToken.generate())).isEqualTo(new Superseded());
            assertThat(sessions().rotate(id)).isEmpty();
            assertThat(sessions().find(first.id())).isPresent();
            assertThat(sessions().list("user-42")).hasSize(1);
        }

        @Test
        @DisplayName("of a session that has ended, or never was, is none")
        void gone() {
            String id = created().id();
            RotationToken token = RotationToken.generate();
            Session after = rotated(sessions().rotate(id, token));
            sessions().destroy(after.id());
            assertThat(sessions().rotate(id, token)).isEqualTo(new Gone());
            for (String each : List.of(after.id(), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA00", "x")) {
                assertThat(sessions().rotate(each, RotationToken.generate())).isEqualTo(new Gone());
            }
        }

        @Test
        @DisplayName("by a token that was used for another session, or for another change, gives an unrelated id")
        void tokenUsedTwice() {
            String one = created().id();
            String two = created().id();
            RotationToken token = RotationToken.generate();
            List<String> ids = new ArrayList<>();
            ids.add(rotated(sessions().rotate(one, token)).id());
            ids.add(rotated(sessions().rotate(two, token)).id());
            assertThat(sessions().list("user-42")).hasSize(2);
            ids.add(rotated(sessions().login(ids.get(0), "user-42", token)).id());
            ids.add(rotated(sessions().logout(ids.get(2), token)).id());
            ids.add(token.secret());
            for (int start : List.of(0, 8, 16, 24)) {
                assertThat(ids.stream().map(id -> id.substring(start, start + 8)))
                        .doesNotHaveDuplicates();
            }
            assertThat(sessions().findAll(ids)).containsOnlyKeys(ids.get(1), ids.get(3));
        }

        @Test
        @DisplayName("does not show the secrets of its token and of its session as text")
        void redacted() {
            RotationToken token = RotationToken.generate();
            SessionRotationResult result = sessions().rotate(created().id(), token);
            assertThat(token.secret()).matches("[A-Za-z0-9_-]{32}");
            assertThat(token.toString()).doesNotContain(token.secret().substring(0, 8));
            assertThat(result.toString())
                    .doesNotContain(token.secret().substring(0, 8))
                    .doesNotContain(rotated(result).id().substring(0, 8));
        }
    }

    @Nested
    @DisplayName("Of 50 calls at the same moment, one succeeds, and the others are superseded:")
    class AtTheSameMoment {

        @Test
        @DisplayName("rotations")
        void rotations() {
            one((id, token) -> sessions().rotate(id, token));
        }

        @Test
        @DisplayName("logins")
        void logins() {
            one((id, token) -> sessions().login(id, "user-42", token));
        }

        @Test
        @DisplayName("logouts")
        void logouts() {
            one((id, token) -> sessions().logout(id, token));
        }

        private void one(BiFunction<String, RotationToken, SessionRotationResult> change) {
            // Of a user in another bucket; a login moves it beside another session of the user.
            Session kept = sessions().create(NewSession.of("user-42"));
            try (ConcurrentCalls callers = ConcurrentCalls.of(CALLERS)) {
                for (int round = 0; round < 3; round++) {
                    String id = sessions().create(NewSession.of("user-43")).id();
                    List<SessionRotationResult> results = callers.all(() -> change.apply(id, RotationToken.generate()));
                    assertThat(results).filteredOn(Rotated.class::isInstance).hasSize(1);
                    assertThat(results).filteredOn(Superseded.class::isInstance).hasSize(CALLERS - 1);
                    Session winner = rotated(results.stream()
                            .filter(Rotated.class::isInstance)
                            .findFirst()
                            .orElseThrow());
                    assertThat(sessions().find(id)).isEmpty();
                    assertThat(sessions().find(winner.id())).isPresent();
                    assertThat(sessions().find(kept.id())).isPresent();
                    assertThat(sessions().destroy(winner.id())).isTrue();
                }
            }
            assertThat(sessions().list("user-42")).hasSize(1);
            assertThat(sessions().list("user-43")).isEmpty();
            assertThat(sessions().statistics().active()).isEqualTo(1);
        }

        @Test
        @DisplayName("with the same token all get the same session")
        void sameToken() {
            String id = created().id();
            RotationToken token = RotationToken.generate();
            try (ConcurrentCalls callers = ConcurrentCalls.of(CALLERS)) {
                List<SessionRotationResult> results =
                        callers.all(() -> sessions().rotate(id, token));
                assertThat(results.stream().map(SessionContractBase::rotated).map(Session::id))
                        .hasSize(CALLERS)
                        .containsOnly(rotated(results.get(0)).id());
            }
            assertThat(sessions().list("user-42")).hasSize(1);
        }
    }

    @Nested
    @DisplayName("Within the grace after a rotation, the old id")
    class Grace {

        private RotatedSession rotate(SessionTestSettings settings) {
            SessionStore store = opened(settings);
            Session before = store.create(NewSession.of("user-42").attribute("gold", 5));
            on().elapse(ofMillis(2));
            return new RotatedSession(store, before, store.rotate(before.id()).orElseThrow());
        }

        private RotatedSession rotate() {
            return rotate(SessionTestSettings.defaults().grace(ofMinutes(1)));
        }

        @Test
        @DisplayName("still finds the session as it was")
        void found() {
            RotatedSession rotated = rotate();
            Session found = rotated.store().find(rotated.before().id()).orElseThrow();
            assertThat(found.userId()).contains("user-42");
            assertThat(found.createdAt()).isEqualTo(rotated.before().createdAt());
            assertThat(found.attribute("gold", Integer.class)).contains(5);
            assertThat(found.version()).isEqualTo(1);
            rotated.store().extend(rotated.after().id(), ofHours(1));
            assertThat(rotated.store().find(rotated.before().id())).isPresent();
        }

        @Test
        @DisplayName("finds nothing once the session has changed, which may be for the new id only")
        void changed() {
            RotatedSession rotated = rotate();
            rotated.store().update(rotated.after().id(), SessionUpdate.none().attribute("gold", 6));
            assertThat(rotated.store().find(rotated.before().id())).isEmpty();
            assertThat(rotated.store().find(rotated.after().id())).isPresent();
        }

        @Test
        @DisplayName("does not tell the new id")
        void secret() {
            RotatedSession rotated = rotate();
            assertThat(rotated.store().find(rotated.before().id()).orElseThrow().id())
                    .isEqualTo(rotated.before().id());
        }

        @Test
        @DisplayName("is good for nothing else")
        void useless() {
            RotatedSession rotated = rotate();
            String old = rotated.before().id();
            assertThat(rotated.store().findAll(List.of(old))).isEmpty();
            assertThat(rotated.store().extend(old, ofHours(1))).isFalse();
            assertThat(rotated.store().update(old, SessionUpdate.none().metadata("a", "b")))
                    .isEqualTo(new SessionUpdateResult.Gone());
            assertThat(rotated.store().rotate(old, RotationToken.generate())).isEqualTo(new Superseded());
            assertThat(rotated.store().login(old, "user-43", RotationToken.generate()))
                    .isEqualTo(new Superseded());
            assertThat(rotated.store().logout(old, RotationToken.generate())).isEqualTo(new Superseded());
            assertThat(rotated.store().destroyOthers(old)).isZero();
            assertThat(rotated.store().destroy(old)).isFalse();
            assertThat(rotated.store().destroyEach(List.of(old))).isZero();
            Session found = rotated.store().find(rotated.after().id()).orElseThrow();
            assertThat(found.version()).isEqualTo(1);
            assertThat(found.userId()).contains("user-42");
        }

        @Test
        @DisplayName("does not find a session that has ended, was rotated again, or has another user")
        void ended() {
            RotatedSession rotated = rotate();
            rotated.store().destroy(rotated.after().id());
            assertThat(rotated.store().find(rotated.before().id())).isEmpty();
            rotated = rotate();
            rotated.store().login(rotated.after().id(), "user-42");
            assertThat(rotated.store().find(rotated.before().id())).isEmpty();
            assertThat(rotated.store().find(rotated.after().id())).isEmpty();
        }

        @Test
        @DisplayName("finds nothing once the grace is over")
        void over() {
            RotatedSession rotated = rotate(SessionTestSettings.defaults().grace(ofMillis(50)));
            on().elapse(ofMillis(51));
            assertThat(rotated.store().find(rotated.before().id())).isEmpty();
            assertThat(rotated.store().find(rotated.after().id())).isPresent();
        }

        @Test
        @DisplayName("finds nothing after a login and a logout, which have no grace")
        void onlyRotations() {
            RotatedSession rotated = rotate();
            Session user =
                    rotated.store().login(rotated.after().id(), "user-43").orElseThrow();
            assertThat(rotated.store().find(rotated.after().id())).isEmpty();
            assertThat(rotated.store().logout(user.id())).isPresent();
            assertThat(rotated.store().find(user.id())).isEmpty();
        }
    }

    /**
     * Session with a new id.
     *
     * @param before the session with its old id
     * @param after the session with its new id
     */
    private record RotatedSession(SessionStore store, Session before, Session after) {}
}

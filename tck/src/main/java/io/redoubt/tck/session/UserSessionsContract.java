package io.redoubt.tck.session;

import static java.time.Duration.ofHours;
import static java.time.Duration.ofMillis;
import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract tests for listing and ending all sessions of one user. */
public abstract class UserSessionsContract extends SessionContractBase {

    private Session created() {
        return sessions().create(NewSession.of("user-42"));
    }

    @Nested
    @DisplayName("Destroying")
    class Destruction {

        @Test
        @DisplayName("ends one session, once")
        void one() {
            String id = created().id();
            String other = created().id();
            assertThat(sessions().destroy(id)).isTrue();
            assertThat(sessions().destroy(id)).isFalse();
            assertThat(sessions().find(id)).isEmpty();
            assertThat(sessions().extend(id, ofHours(1))).isFalse();
            assertThat(sessions().find(other)).isPresent();
            assertThat(sessions().list("user-42")).hasSize(1);
        }

        @Test
        @DisplayName("ends a session that was listed, and nobody else's under a forged name")
        void listed() {
            String id = created().id();
            SessionInfo info = sessions().list("user-42").get(0);
            String stranger = strangerInBucketOf(id);
            for (SessionInfo forged : List.of(
                    named(stranger, info.handle()),
                    named("user-42", "*"),
                    named("user-42", info.handle().toUpperCase(Locale.ROOT) + "0"),
                    named("user-42", "0".repeat(32)),
                    named("user-42", "0".repeat(34)),
                    named(null, info.handle()))) {
                assertThat(sessions().destroy(forged)).isFalse();
            }
            assertThat(sessions().find(id)).isPresent();
            assertThat(sessions().destroy(info)).isTrue();
            assertThat(sessions().destroy(info)).isFalse();
            assertThat(sessions().find(id)).isEmpty();
        }

        private SessionInfo named(@Nullable String userId, String handle) {
            SessionInfo info = sessions().list("user-42").get(0);
            return new SessionInfo(
                    userId, handle, info.createdAt(), info.lastUsedAt(), info.expiresAt(), info.metadata());
        }

        private String strangerInBucketOf(String id) {
            // The first number that fits, where buckets are what they are documented to be.
            for (int i = 292; ; i++) {
                String userId = "stranger-" + i;
                Session session = sessions().create(NewSession.of(userId));
                if (session.id().substring(32).equals(id.substring(32))) {
                    return userId;
                }
                sessions().destroy(session.id());
            }
        }

        @Test
        @DisplayName("ends all sessions of a user, and none of another")
        void all() {
            List<String> ids = List.of(created().id(), created().id(), created().id());
            String other = sessions().create(NewSession.of("user-43")).id();
            assertThat(sessions().destroyAll("user-42")).isEqualTo(3);
            assertThat(sessions().destroyAll("user-42")).isZero();
            assertThat(sessions().destroyAll("nobody")).isZero();
            assertThat(ids).allSatisfy(id -> assertThat(sessions().find(id)).isEmpty());
            assertThat(sessions().list("user-42")).isEmpty();
            assertThat(sessions().find(other)).isPresent();
        }

        @Test
        @DisplayName("ends all sessions of a user but the one that is named")
        void others() {
            String kept = created().id();
            String gone = created().id();
            created();
            assertThat(sessions().destroyOthers(kept)).isEqualTo(2);
            assertThat(sessions().destroyOthers(kept)).isZero();
            assertThat(sessions().find(kept)).isPresent();
            assertThat(sessions().list("user-42")).hasSize(1);
            assertThat(sessions().destroyOthers(gone)).isZero();
            assertThat(sessions().find(kept)).isPresent();
        }
    }

    @Nested
    @DisplayName("A list")
    class Lists {

        @Test
        @DisplayName("tells of the sessions of a user, the oldest first, without ids")
        void list() {
            Session first = sessions().create(NewSession.of("user-42").metadata("ip", "1"));
            on().elapse(ofMillis(2));
            Session second = sessions()
                    .create(NewSession.of("user-42")
                            .metadata("ip", "2")
                            .metadata("b", "")
                            .attribute("a", "secret"));
            sessions().create(NewSession.of("user-43"));
            List<SessionInfo> listed = sessions().list("user-42");
            assertThat(listed).extracting(SessionInfo::userId).containsExactly("user-42", "user-42");
            assertThat(listed)
                    .extracting(SessionInfo::createdAt)
                    .containsExactly(first.createdAt(), second.createdAt());
            assertThat(listed)
                    .extracting(SessionInfo::expiresAt)
                    .containsExactly(first.expiresAt(), second.expiresAt());
            assertThat(listed).extracting(SessionInfo::lastUsedAt).contains(first.lastUsedAt());
            assertThat(listed)
                    .extracting(SessionInfo::metadata)
                    .containsExactly(Map.of("ip", "1"), Map.of("ip", "2", "b", ""));
            assertThat(listed.toString()).doesNotContain(first.id(), second.id(), "secret");
            assertThat(sessions().list("nobody")).isEmpty();
        }
    }
}

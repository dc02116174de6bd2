package io.redoubt.tck.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionProgress;
import io.redoubt.api.session.SessionStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Contract tests for calls that work on many sessions or many users, on Redis and in memory. */
public abstract class BulkSessionContract extends SessionContractBase {

    private final List<SessionProgress> progress = new ArrayList<>();

    private String created(String userId) {
        return sessions().create(NewSession.of(userId)).id();
    }

    private String anonymous(String device) {
        return sessions()
                .create(NewSession.anonymous().metadata("device", device))
                .id();
    }

    private static List<String> neverIssued(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> String.format("%032d%02x", i, i % 256))
                .toList();
    }

    @Nested
    @DisplayName("Finding many")
    class Finding {

        @Test
        @DisplayName("returns those that have not ended, by id, in the order of the ids, each once")
        void found() {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                ids.add(created("user-" + i));
            }
            ids.add(anonymous("phone"));
            Collections.shuffle(ids, new Random(7));
            sessions().destroy(ids.get(3));
            List<String> asked = new ArrayList<>(ids);
            asked.addAll(List.of("x", "", ids.get(0)));
            asked.addAll(neverIssued(2));
            Map<String, Session> found = sessions().findAll(asked);
            List<String> expected = new ArrayList<>(ids);
            expected.remove(3);
            assertThat(found.keySet()).containsExactlyElementsOf(expected);
            found.forEach((id, session) -> {
                assertThat(session.id()).isEqualTo(id);
                Session alone = sessions().find(id).orElseThrow();
                assertThat(session.userId()).isEqualTo(alone.userId());
                assertThat(session.metadata()).isEqualTo(alone.metadata());
                assertThat(session.expiresAt()).isEqualTo(alone.expiresAt());
            });
            assertThat(sessions().findAll(List.of())).isEmpty();
        }

        @Test
        @DisplayName("takes as many ids as allowed, and refuses one more")
        void limit() {
            String id = created("user-42");
            List<String> ids = new ArrayList<>(neverIssued(SessionStore.MAX_IDS - 1));
            ids.add(id);
            assertThat(sessions().findAll(ids)).containsOnlyKeys(id);
            assertRefused(ids, sessions()::findAll);
        }
    }

    private static void assertRefused(List<String> ids, Consumer<Collection<String>> call) {
        List<String> tooMany = new ArrayList<>(ids);
        tooMany.add("x");
        assertThatThrownBy(() -> call.accept(tooMany))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("1001", "1000", "parts");
    }

    @Nested
    @DisplayName("Destroying many")
    class Destroying {

        @Test
        @DisplayName("ends those that are named, of any user and of none, and tells how many there were")
        void destroyed() {
            String one = created("user-42");
            String kept = created("user-42");
            String other = created("user-43");
            String anonymous = anonymous("phone");
            List<String> ids = new ArrayList<>(List.of(one, other, one, anonymous, "x"));
            ids.addAll(neverIssued(2));
            assertThat(sessions().destroyEach(ids)).isEqualTo(3);
            assertThat(sessions().destroyEach(ids)).isZero();
            assertThat(sessions().destroyEach(List.of())).isZero();
            assertThat(sessions().findAll(ids)).isEmpty();
            assertThat(sessions().find(kept)).isPresent();
            assertThat(sessions().list("user-42")).hasSize(1);
            assertThat(sessions().list("user-43")).isEmpty();
        }

        @Test
        @DisplayName("takes as many ids as allowed, and refuses one more, without effect")
        void limit() {
            String id = created("user-42");
            List<String> ids = new ArrayList<>(neverIssued(SessionStore.MAX_IDS - 1));
            ids.add(id);
            assertRefused(ids, sessions()::destroyEach);
            assertThat(sessions().find(id)).isPresent();
            assertThat(sessions().destroyEach(ids)).isEqualTo(1);
        }
    }

    @Nested
    @DisplayName("Destroying all sessions of many users")
    class OfUsers {

        @Test
        @DisplayName("ends them, in batches that the listener is told of, and none of others")
        void destroyed() {
            for (String userId : List.of("user-0", "user-0", "user-7", "user-600", "user-600", "user-600")) {
                created(userId);
            }
            String other = created("other");
            String anonymous = anonymous("phone");
            List<String> userIds = new ArrayList<>(
                    IntStream.rangeClosed(0, 600).mapToObj(i -> "user-" + i).toList());
            userIds.add("user-0");
            assertThat(sessions().destroyAllOfUsers(userIds, progress::add)).isEqualTo(6);
            assertThat(progress).hasSizeGreaterThan(1).endsWith(new SessionProgress(601, 6));
            assertThat(progress.get(0).destroyed()).isEqualTo(3);
            assertThat(progress).extracting(SessionProgress::examined).isSorted();
            assertThat(sessions().list("user-600")).isEmpty();
            assertThat(sessions().find(other)).isPresent();
            assertThat(sessions().find(anonymous)).isPresent();
            assertThat(sessions().destroyAllOfUsers(userIds, progress::add)).isZero();
        }

        @Test
        @DisplayName("refuses an invalid user before it begins, and needs none")
        void invalid() {
            String id = created("user-42");
            assertThatThrownBy(() -> sessions().destroyAllOfUsers(List.of("user-42", ""), progress::add))
                    .isInstanceOf(InvalidInputException.class);
            assertThat(sessions().find(id)).isPresent();
            assertThat(sessions().destroyAllOfUsers(List.of(), progress::add)).isZero();
            assertThat(progress).isEmpty();
        }

        @Test
        @DisplayName("throws what the listener throws, and what was done stays done")
        void listenerFails() {
            created("user-42");
            assertThatThrownBy(() -> sessions().destroyAllOfUsers(List.of("user-42"), each -> {
                        throw new IllegalStateException("thrown by a test");
                    }))
                    .hasMessage("thrown by a test");
            assertThat(sessions().list("user-42")).isEmpty();
        }
    }

    @Nested
    @DisplayName("Destroying by a condition")
    class ByCondition {

        @Test
        @DisplayName("ends the sessions that meet it, of users and of none, and tells of all that were looked at")
        void destroyed() {
            String phone = anonymous("phone");
            String tablet = anonymous("tablet");
            Session ofUser = sessions()
                    .create(NewSession.of("user-42").metadata("device", "phone").attribute("gold", 5));
            String kept = created("user-42");
            List<SessionInfo> seen = new ArrayList<>();
            int ended = sessions()
                    .destroyIf(
                            info -> seen.add(info)
                                    && "phone".equals(info.metadata().get("device")),
                            progress::add);
            assertThat(ended).isEqualTo(2);
            assertThat(seen).hasSize(4);
            assertThat(seen).extracting(SessionInfo::userId).containsOnly(null, "user-42");
            SessionInfo info = seen.stream()
                    .filter(each -> each.handle().equals(ofUser.handle()))
                    .findFirst()
                    .orElseThrow();
            assertThat(info.createdAt()).isEqualTo(ofUser.createdAt());
            assertThat(info.expiresAt()).isEqualTo(ofUser.expiresAt());
            assertThat(seen.toString()).doesNotContain(phone, tablet, ofUser.id(), kept);
            assertThat(progress.get(progress.size() - 1)).isEqualTo(new SessionProgress(4, 2));
            assertThat(sessions().findAll(List.of(phone, tablet, ofUser.id(), kept)))
                    .containsOnlyKeys(tablet, kept);
            assertThat(sessions().list("user-42")).hasSize(1);
        }

        @Test
        @DisplayName("ends all, however many, and none where nothing meets it")
        void all() {
            for (int i = 0; i < 250; i++) {
                created("user-" + i);
            }
            for (int i = 0; i < 5; i++) {
                created("crowd");
            }
            SessionStore store = sessions();
            assertThat(store.destroyIf(info -> false, progress::add)).isZero();
            assertThat(progress.get(progress.size() - 1)).isEqualTo(new SessionProgress(255, 0));
            assertThat(store.destroyIf(info -> "crowd".equals(info.userId()), progress::add))
                    .isEqualTo(5);
            assertThat(store.destroyIf(info -> true, progress::add)).isEqualTo(250);
            assertThat(store.destroyIf(info -> true, progress::add)).isZero();
            assertThat(store.statistics().active()).isZero();
            assertThat(store.statistics().users()).isZero();
        }

        @Test
        @DisplayName("throws what the condition throws")
        void conditionFails() {
            String id = created("user-42");
            assertThatThrownBy(() -> sessions()
                            .destroyIf(
                                    info -> {
                                        throw new IllegalStateException("thrown by a test");
                                    },
                                    progress::add))
                    .hasMessage("thrown by a test");
            assertThat(sessions().find(id)).isPresent();
        }
    }
}

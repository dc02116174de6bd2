package io.redoubt.tck.session;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.session.AsyncSessionStore;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.RotationToken;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionProgress;
import io.redoubt.api.session.SessionRotationResult;
import io.redoubt.api.session.SessionSubscription;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests which verify that {@link AsyncSessionStore} returns the same results as the blocking session store.
 */
public abstract class AsyncSessionContract extends SessionContractBase {

    @Test
    @DisplayName("Every asynchronous method has the result and the effect of the blocking one")
    void sameResults() {
        AsyncSessionStore async = sessions().async();
        assertThat(async).isSameAs(sessions().async());

        Session session = join(async.create(NewSession.of("u").metadata("ip", "1")));
        assertThat(sessions().find(session.id()).orElseThrow().metadata()).containsEntry("ip", "1");
        assertThat(join(async.find(session.id())).orElseThrow().userId())
                .isEqualTo(sessions().find(session.id()).orElseThrow().userId());
        assertThat(join(async.find("unknown"))).isEmpty();
        assertThat(join(async.extend(session.id(), ofMinutes(2)))).isTrue();
        assertThat(sessions().find(session.id()).orElseThrow().expiresAt())
                .isBefore(session.createdAt().plus(ofMinutes(20)));
        assertThat(join(async.update(session.id(), SessionUpdate.none().metadata("ip", "2"))))
                .isInstanceOf(SessionUpdateResult.Updated.class);
        assertThat(join(async.bindCharacter(session.id(), "hero"))).isInstanceOf(SessionUpdateResult.Updated.class);
        assertThat(sessions().find(session.id()).orElseThrow().metadata())
                .containsEntry("ip", "2")
                .containsEntry(Session.CHARACTER_ID, "hero");
        Session rotated = join(async.rotate(session.id())).orElseThrow();
        assertThat(sessions().find(session.id())).isEmpty();
        assertThat(sessions().find(rotated.id())).isPresent();
        sessions().create(NewSession.of("u"));
        List<SessionInfo> listed = join(async.list("u"));
        assertThat(listed).hasSize(2);
        assertThat(listed.get(0).handle()).isEqualTo(sessions().list("u").get(0).handle());
        assertThat(join(async.destroyOthers(rotated.id()))).isEqualTo(1);
        assertThat(join(async.destroy(sessions().list("u").get(0)))).isTrue();
        assertThat(join(async.destroy(rotated.id()))).isFalse();
        sessions().create(NewSession.of("u"));
        assertThat(join(async.destroyAll("u"))).isEqualTo(1);
        assertThat(sessions().list("u")).isEmpty();
    }

    @Test
    @DisplayName("So has every method that gives a session another id")
    void rotations() {
        AsyncSessionStore async = sessions().async();
        String visitor =
                join(async.create(NewSession.anonymous().metadata("ip", "1"))).id();
        Session loggedIn = join(async.login(visitor, "u")).orElseThrow();
        assertThat(loggedIn.userId()).contains("u");
        assertThat(sessions().find(visitor)).isEmpty();
        Session loggedOut = join(async.logout(loggedIn.id())).orElseThrow();
        assertThat(loggedOut.userId()).isEmpty();
        assertThat(sessions().find(loggedIn.id())).isEmpty();

        RotationToken token = RotationToken.generate();
        Session rotated = rotated(join(async.rotate(loggedOut.id(), token)));
        assertThat(rotated(sessions().rotate(loggedOut.id(), token)).id()).isEqualTo(rotated.id());
        assertThat(join(async.rotate(loggedOut.id(), RotationToken.generate())))
                .isEqualTo(new SessionRotationResult.Superseded());
        RotationToken second = RotationToken.generate();
        Session member = rotated(join(async.login(rotated.id(), "u", second)));
        assertThat(rotated(sessions().login(rotated.id(), "u", second)).id()).isEqualTo(member.id());
        RotationToken third = RotationToken.generate();
        Session guest = rotated(join(async.logout(member.id(), third)));
        assertThat(rotated(sessions().logout(member.id(), third)).id()).isEqualTo(guest.id());
        assertThat(join(async.login("unknown", "u"))).isEmpty();
        assertThat(sessions().find(guest.id()).orElseThrow().metadata()).containsEntry("ip", "1");
    }

    @Test
    @DisplayName("So has every method for many sessions, for statistics and for events")
    void many() {
        AsyncSessionStore async = sessions().async();
        RecordingSessionListener heard = new RecordingSessionListener();
        SessionSubscription subscription = join(async.subscribe(heard));
        List<String> ids = List.of(
                sessions().create(NewSession.of("u")).id(),
                sessions().create(NewSession.of("v")).id(),
                sessions().create(NewSession.anonymous()).id());
        assertThat(heard.before(sessions())).hasSize(3);
        subscription.close();
        assertThat(join(async.findAll(ids))).containsOnlyKeys(ids);
        assertThat(join(async.statistics()).active()).isEqualTo(3);
        List<SessionProgress> progress = new CopyOnWriteArrayList<>();
        assertThat(join(async.destroyAllOfUsers(List.of("u"), progress::add))).isEqualTo(1);
        assertThat(progress).containsExactly(new SessionProgress(1, 1));
        assertThat(join(async.destroyEach(ids))).isEqualTo(2);
        sessions().create(NewSession.anonymous());
        assertThat(join(async.destroyIf(info -> true, progress::add))).isEqualTo(1);
        assertThat(progress).endsWith(new SessionProgress(1, 1)).hasSize(2);
        assertThat(sessions().statistics().active()).isZero();
        assertThat(heard.events()).hasSize(3);
    }

    @Test
    @DisplayName("A creation that is cancelled at any moment leaves no session behind")
    void cancelledCreation() {
        Random random = new Random(3);
        long kept = 0;
        for (int i = 0; i < 100; i++) {
            CompletableFuture<Session> call = sessions().async().create(NewSession.anonymous());
            LockSupport.parkNanos(random.nextInt(300_000));
            kept += call.cancel(false) ? 0 : 1;
        }
        long created = kept;
        Awaitility.await().atMost(PATIENT).until(() -> sessions().statistics().active() == created);
    }

    @Test
    @DisplayName("A failure of the blocking method fails the future, and is not thrown")
    void sameFailures() {
        CompletableFuture<List<SessionInfo>> failed = sessions().async().list("");
        assertThatThrownBy(failed::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(InvalidInputException.class);
    }

    private static <T> T join(CompletableFuture<T> future) {
        return future.join();
    }
}

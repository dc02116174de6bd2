package io.redoubt.tck.session;

import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.InvalidInputException;
import io.redoubt.api.session.AsyncSessionStore;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionInfo;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.api.session.SessionUpdateResult;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
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

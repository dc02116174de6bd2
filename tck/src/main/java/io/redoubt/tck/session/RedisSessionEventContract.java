package io.redoubt.tck.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionEvent;
import io.redoubt.api.session.SessionStore;
import io.redoubt.tck.backend.Backend;
import io.redoubt.tck.backend.CommandCost;
import io.redoubt.tck.backend.RedisBackend;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests for session events on Redis: delivery to other processes, lost connections, and messages published by
 * other programs.
 */
public abstract class RedisSessionEventContract extends SessionContractBase {

    private final RecordingSessionListener heard = new RecordingSessionListener();

    @Override
    protected abstract RedisBackend backend();

    private RedisBackend redis() {
        Backend backend = on();
        return (RedisBackend) backend;
    }

    private String channel() {
        return redis().prefix() + "topic:redoubt:session-events";
    }

    private long subscribedConnections() {
        return redis()
                .fromEveryMaster(master -> Long.parseLong(
                        master.texts("PUBSUB", "NUMSUB", channel()).get(1)))
                .stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    @DisplayName("Another process hears of all changes, once")
    void otherProcess() {
        SessionStore other = opened(SessionTestSettings.defaults());
        RecordingSessionListener there = new RecordingSessionListener();
        heard.subscribeTo(sessions());
        other.subscribe(there);
        Session session = sessions().create(NewSession.anonymous());
        Session loggedIn = other.login(session.id(), "user-42").orElseThrow();
        sessions().destroyAll("user-42");
        List<SessionEvent> events = heard.before(sessions());
        // In a cluster, those of different masters may come in another order.
        assertThat(events)
                .extracting(SessionEvent::type, SessionEvent::handle)
                .containsExactlyInAnyOrder(
                        tuple(SessionEvent.Type.CREATED, session.handle()),
                        tuple(SessionEvent.Type.LOGGED_IN, loggedIn.handle()),
                        tuple(SessionEvent.Type.DESTROYED, loggedIn.handle()));
        eventually().until(() -> there.events().containsAll(events));
        assertThat(there.events()).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName("After its connection was lost, a listener is told of a gap, and then hears of changes again")
    void gap() {
        heard.subscribeTo(sessions());
        assertThat(heard.before(sessions())).isEmpty();
        redis().onEveryMaster("CLIENT", "KILL", "TYPE", "pubsub");
        eventually().until(() -> heard.gaps() > 0 && subscribedConnections() == 1);
        sessions().create(NewSession.of("user-42"));
        assertThat(heard.before(sessions())).extracting(SessionEvent::userId).containsExactly("user-42");
    }

    @Test
    @DisplayName("What another program publishes is skipped")
    void foreign() {
        heard.subscribeTo(sessions());
        for (String message : List.of(
                "x",
                "",
                "~M1\n",
                "~M1\n1\nCREATED",
                "~M1\n2\nCREATED\n1\nhandle\n\n\n",
                "~M1\n1\nNEVER\n1\nhandle\n\n\n",
                "~M1\n1\nCREATED\nnoon\nhandle\n\n\n",
                "~M1\n1\nDESTROYED\n1\nhandle\n\nNEVER\n")) {
            redis().raw("PUBLISH", channel(), message);
        }
        redis().raw("PUBLISH", channel(), "~M1\n1\nDESTROYED\n1796000000000\nhandle\n\nBY_ID\nuser-42");
        assertThat(heard.before(sessions()))
                .extracting(SessionEvent::handle, SessionEvent::userId)
                .containsExactly(tuple("handle", "user-42"));
    }

    @Test
    @DisplayName("A change and its event are one command")
    void cost() {
        sessions().create(NewSession.of("user-42"));
        heard.subscribeTo(sessions());
        CommandCost cost = redis().measure(() -> sessions().create(NewSession.of("user-42")));
        cost.mustBe(1, 1);
        assertThat(heard.before(sessions())).hasSize(1);
    }
}

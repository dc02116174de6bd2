package io.redoubt.examples;

import static java.time.Duration.ofSeconds;

import io.redoubt.RedoubtSettings;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.RotationToken;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionEvent;
import io.redoubt.api.session.SessionListener;
import io.redoubt.api.session.SessionNearCacheSettings;
import io.redoubt.api.session.SessionRotationResult;
import io.redoubt.api.session.SessionStatistics;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionSubscription;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** Snippets of the guide about visitors, events, the near cache and many sessions. */
@SuppressWarnings("UnusedVariable") // snippets show what comes back, and do nothing with it
final class SessionSnippets {

    private SessionSnippets() {}

    static void logins(SessionStore sessions) {
        // snippet: session-login
        Session visitor = sessions.create(NewSession.anonymous().attribute("language", "de"));

        Optional<Session> loggedIn = sessions.login(visitor.id(), "user-42"); // a new id: set the cookie again
        String cookie = loggedIn.orElseThrow().id();

        Optional<Session> loggedOut = sessions.logout(cookie); // anonymous again, attributes stay; or destroy(cookie)
        // end
    }

    static SessionRotationResult repeatable(SessionStore sessions, String cookie) {
        // snippet: session-rotation
        RotationToken token = RotationToken.generate(); // new for each change
        try {
            return sessions.rotate(cookie, token);
        } catch (StoreUnavailableException e) {
            return sessions.rotate(cookie, token); // the same session, whether or not the first call was executed
        }
        // end
    }

    static void events(SessionStore sessions, BiConsumer<String, String> sockets, Runnable checkAll) {
        // snippet: session-events
        SessionSubscription subscription = sessions.subscribe(SessionListener.of(
                event -> {
                    boolean isOver = event.type() == SessionEvent.Type.DESTROYED
                            || event.type() == SessionEvent.Type.EVICTED
                            || event.type() == SessionEvent.Type.EXPIRED;
                    if (isOver) {
                        sockets.accept(event.handle(), "session is over"); // those of this process
                    }
                },
                checkAll)); // some events may have been missed
        // end
    }

    static RedoubtSettings near() {
        // snippet: session-near
        RedoubtSettings settings = RedoubtSettings.fromEnvironment(System.getenv()).toBuilder()
                .sessionNearCache(SessionNearCacheSettings.maxEntries(10_000).maxAge(ofSeconds(10)))
                .build();
        // end
        return settings;
    }

    static void many(SessionStore sessions, Collection<String> cookies, Collection<String> userIds) {
        // snippet: session-bulk
        Map<String, Session> found = sessions.findAll(cookies); // one round trip to each server
        int loggedOut = sessions.destroyAllOfUsers(userIds, progress -> System.out.println(progress));
        Instant stolen = Instant.parse("2026-11-28T00:00:00Z");
        int older = sessions.destroyIf(session -> session.createdAt().isBefore(stolen), progress -> {});

        SessionStatistics now = sessions.statistics();
        Duration typical = now.meanDuration();
        // end
    }
}

package io.redoubt.tck.session;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import io.redoubt.tck.ConcurrentCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

/**
 * Concurrency test that uses sessions while they are being destroyed, and checks that no destroyed session comes back.
 * Not thread-safe.
 */
public final class DestroyedSessionRace implements AutoCloseable {

    private static final int RACERS = 6;

    private final SessionStore store;
    private final ConcurrentCalls callers = ConcurrentCalls.of(RACERS);
    private final List<String> complaints = new ArrayList<>();
    private int destroyed;
    private int rotated;
    private int loggedInFirst;

    /** A race on a store. */
    public DestroyedSessionRace(SessionStore store) {
        this.store = store;
    }

    /** Races over sessions; a touch of each is to be due. */
    public void over(List<Session> sessions) {
        for (Session session : sessions) {
            one(session.id());
        }
    }

    /** Sessions of users of their own. */
    public List<Session> create(int count) {
        List<Session> sessions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sessions.add(store.create(NewSession.of("racer-" + i).attribute("gold", 1)));
        }
        return sessions;
    }

    private void one(String id) {
        Future<Boolean> found = callers.join(() -> store.find(id).isPresent());
        Future<Object> updated =
                callers.join(() -> store.update(id, SessionUpdate.none().attribute("gold", 2)));
        Future<Boolean> extended = callers.join(() -> store.extend(id, Duration.ofSeconds(20)));
        Future<Optional<Session>> rotation = callers.join(() -> store.rotate(id));
        Future<Optional<Session>> login = callers.join(() -> store.login(id, "successor-of-racers"));
        Future<Boolean> destruction = callers.join(() -> store.destroy(id));
        ConcurrentCalls.result(found);
        ConcurrentCalls.result(updated);
        ConcurrentCalls.result(extended);
        Optional<Session> rotatedTo = ConcurrentCalls.result(rotation);
        Optional<Session> loggedIn = ConcurrentCalls.result(login);
        boolean destroyedFirst = ConcurrentCalls.result(destruction);
        Optional<Session> successor = rotatedTo.or(() -> loggedIn);
        // Either it was destroyed, or it got another id before, and then that one is to be destroyed.
        if (destroyedFirst == successor.isPresent() || (rotatedTo.isPresent() && loggedIn.isPresent())) {
            complaints.add("destroyed " + destroyedFirst + ", rotated " + rotatedTo.isPresent() + ", logged in "
                    + loggedIn.isPresent());
        }
        destroyed += destroyedFirst ? 1 : 0;
        rotated += rotatedTo.isPresent() ? 1 : 0;
        loggedInFirst += loggedIn.isPresent() ? 1 : 0;
        if (store.find(id).isPresent()) {
            complaints.add("a session was found after its end");
        }
        successor.ifPresent(session -> {
            if (!store.destroy(session.id())) {
                complaints.add("a rotated session was lost");
            }
        });
    }

    /** How often the destruction came before the rotation. */
    public int destroyedFirst() {
        return destroyed;
    }

    /** How often the rotation came before the destruction. */
    public int rotatedFirst() {
        return rotated;
    }

    /** How often the login came before the destruction and the rotation. */
    public int loggedInFirst() {
        return loggedInFirst;
    }

    /** What went wrong. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        callers.close();
    }
}

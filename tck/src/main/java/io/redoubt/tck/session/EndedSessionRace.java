package io.redoubt.tck.session;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.Session;
import io.redoubt.api.session.SessionStore;
import io.redoubt.api.session.SessionUpdate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Sessions that are found, updated, extended and rotated at the moment when they are destroyed, and a look at whether
 * anything comes back. Not thread-safe.
 */
public final class EndedSessionRace implements AutoCloseable {

    private static final int RACERS = 5;

    private final SessionStore store;
    private final ExecutorService executor =
            Executors.newFixedThreadPool(RACERS, task -> new Thread(task, "tck-ended-session"));
    private final List<String> complaints = new ArrayList<>();
    private int destroyed;
    private int rotated;

    /** A race on a store. */
    public EndedSessionRace(SessionStore store) {
        this.store = store;
    }

    /** Races over sessions that were created before, so that a touch of each is due. */
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
        CyclicBarrier start = new CyclicBarrier(RACERS);
        Future<Boolean> found = start(start, () -> store.find(id).isPresent());
        Future<Object> updated =
                start(start, () -> store.update(id, SessionUpdate.none().attribute("gold", 2)));
        Future<Boolean> extended = start(start, () -> store.extend(id, Duration.ofSeconds(20)));
        Future<Optional<Session>> rotation = start(start, () -> store.rotate(id));
        Future<Boolean> destruction = start(start, () -> store.destroy(id));
        result(found);
        result(updated);
        result(extended);
        Optional<Session> successor = result(rotation);
        boolean destroyedFirst = result(destruction);
        // Either it was destroyed, or it got another id before, and then that one is to be destroyed.
        if (destroyedFirst == successor.isPresent()) {
            complaints.add("destroyed " + destroyedFirst + ", rotated " + successor.isPresent());
        }
        destroyed += destroyedFirst ? 1 : 0;
        rotated += successor.isPresent() ? 1 : 0;
        if (store.find(id).isPresent()) {
            complaints.add("a session was found after its end");
        }
        successor.ifPresent(session -> {
            if (!store.destroy(session.id())) {
                complaints.add("a rotated session was lost");
            }
        });
    }

    private <T> Future<T> start(CyclicBarrier start, Callable<T> call) {
        return executor.submit(() -> {
            start.await(30, TimeUnit.SECONDS);
            return call.call();
        });
    }

    private static <T> T result(Future<T> future) {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError("a racer failed", e.getCause());
        } catch (Exception e) {
            throw new AssertionError("a racer hangs", e);
        }
    }

    /** How often the destruction came before the rotation. */
    public int destroyedFirst() {
        return destroyed;
    }

    /** How often the rotation came before the destruction. */
    public int rotatedFirst() {
        return rotated;
    }

    /** What went wrong. */
    public List<String> complaints() {
        return List.copyOf(complaints);
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new AssertionError("racers hang");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

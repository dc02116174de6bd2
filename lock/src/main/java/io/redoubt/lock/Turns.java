package io.redoubt.lock;

import io.redoubt.api.StoreUnavailableException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Who waits for which lock in this process. Thread-safe; remembers only names that somebody waits for. */
final class Turns {

    private final ConcurrentMap<String, Turn> turns = new ConcurrentHashMap<>();

    /** Joins those who wait for a lock; to be followed by {@link #leave}. */
    Turn join(String name) {
        return turns.compute(name, (key, current) -> {
            Turn turn = current == null || current.isBroken() ? new Turn() : current;
            turn.waiters++;
            return turn;
        });
    }

    void leave(String name, Turn turn) {
        turns.computeIfPresent(name, (key, current) -> {
            if (current != turn) {
                return current; // it broke, and others wait again
            }
            turn.waiters--;
            return turn.waiters == 0 ? null : turn;
        });
    }

    /** The lock was released in this process. */
    void freed(String name) {
        Turn turn = turns.get(name);
        if (turn != null) {
            turn.freed();
        }
    }

    /** Nobody waits any longer. */
    void failAll(StoreUnavailableException reason) {
        turns.values().forEach(turn -> turn.fail(reason));
    }

    boolean isEmpty() {
        return turns.isEmpty();
    }
}

package io.redoubt.tck.session;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.SessionLimitException;
import io.redoubt.api.session.SessionOverflowPolicy;
import io.redoubt.api.session.SessionStore;
import io.redoubt.tck.ConcurrentCalls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Objects;

/** Load generator that logs in one user on many threads at the same moment. Not thread-safe. */
public final class ConcurrentLogins implements AutoCloseable {

    private final SessionStore store;
    private final int threads;
    private final ConcurrentCalls callers;

    /** Creates logins on this number of threads. */
    public ConcurrentLogins(SessionStore store, int threads) {
        this.store = store;
        this.threads = threads;
        this.callers = ConcurrentCalls.of(threads);
    }

    /** What became of one login of each thread. */
    public Logins on(String userId) {
        int accepted = 0;
        for (boolean login : callers.all(() -> login(userId))) {
            accepted += login ? 1 : 0;
        }
        return new Logins(threads, accepted);
    }

    private boolean login(String userId) {
        try {
            store.create(NewSession.of(userId));
            return true;
        } catch (SessionLimitException e) {
            return false;
        }
    }

    /**
     * Logs in users for another process: reads a policy and a user from each line, and answers how many logins were
     * made and accepted, until the lines end.
     *
     * @param byPolicy one for each policy
     */
    public static void serve(
            Map<SessionOverflowPolicy, ConcurrentLogins> byPolicy, BufferedReader lines, PrintStream answers)
            throws IOException {
        answers.println("ready");
        for (String line = lines.readLine(); line != null && !line.isEmpty(); line = lines.readLine()) {
            String[] words = line.split(" ", 2);
            ConcurrentLogins concurrent =
                    Objects.requireNonNull(byPolicy.get(SessionOverflowPolicy.valueOf(words[0])), line);
            Logins logins = concurrent.on(words[1]);
            answers.println(logins.made() + " " + logins.accepted());
            answers.flush();
        }
    }

    @Override
    public void close() {
        callers.close();
    }

    /**
     * What a process saw of its logins.
     *
     * @param made how many there were
     * @param accepted how many got a session
     */
    public record Logins(int made, int accepted) {

        /** Reads what {@link #serve} wrote. */
        public static Logins parse(String line) {
            String[] words = line.split(" ", 2);
            return new Logins(Integer.parseInt(words[0]), Integer.parseInt(words[1]));
        }
    }
}

package io.redoubt.tck.session;

import io.redoubt.api.session.NewSession;
import io.redoubt.api.session.SessionLimitException;
import io.redoubt.api.session.SessionStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Threads that log in the same user at the same moment. Not thread-safe. */
public final class LoginStorm implements AutoCloseable {

    private final SessionStore store;
    private final int threads;
    private final ExecutorService executor;

    /** A storm of so many threads. */
    public LoginStorm(SessionStore store, int threads) {
        this.store = store;
        this.threads = threads;
        this.executor = Executors.newFixedThreadPool(threads, task -> new Thread(task, "tck-login"));
    }

    /** What became of one login of each thread. */
    public Logins on(String userId) {
        CyclicBarrier start = new CyclicBarrier(threads);
        List<Future<Boolean>> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            running.add(executor.submit(() -> {
                start.await(10, TimeUnit.SECONDS);
                try {
                    store.create(NewSession.of(userId));
                    return true;
                } catch (SessionLimitException e) {
                    return false;
                }
            }));
        }
        int accepted = 0;
        for (Future<Boolean> login : running) {
            try {
                accepted += login.get() ? 1 : 0;
            } catch (ExecutionException e) {
                throw new AssertionError("a login failed", e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
        return new Logins(threads, accepted);
    }

    /**
     * Storms for another process: reads a user from each line, and answers how many logins were made and accepted, until
     * the lines end.
     */
    public void serve(BufferedReader users, PrintStream answers) throws IOException {
        answers.println("ready");
        for (String userId = users.readLine(); userId != null && !userId.isEmpty(); userId = users.readLine()) {
            Logins logins = on(userId);
            answers.println(logins.made() + " " + logins.accepted());
            answers.flush();
        }
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
                throw new AssertionError("logins hang");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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

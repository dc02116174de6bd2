package io.redoubt.tck.session;

import io.redoubt.api.session.SessionOverflowPolicy;
import java.util.ArrayList;
import java.util.List;

/**
 * Record of one user's concurrent logins in a test, which detects whether the maximum number of sessions was exceeded.
 * Not thread-safe.
 *
 * <p>The user had no session before, none ended but by eviction, and there were at least as many logins as the limit
 * allows.
 */
public final class SessionLimitHistory {

    private final int limit;
    private final SessionOverflowPolicy policy;
    private final List<String> complaints = new ArrayList<>();
    private int made;
    private int accepted;

    /** Nothing seen yet. */
    public SessionLimitHistory(int limit, SessionOverflowPolicy policy) {
        this.limit = limit;
        this.policy = policy;
    }

    /** A process logged in. */
    public void logins(ConcurrentLogins.Logins logins) {
        made += logins.made();
        accepted += logins.accepted();
    }

    /** Somebody looked while the logins were under way. */
    public void during(int live) {
        if (live > limit) {
            complaints.add(live + " sessions lived at the same time");
        }
    }

    /** Somebody looked after all logins. */
    public void left(int live) {
        if (live != limit) {
            complaints.add(live + " sessions are left");
        }
    }

    /** What is wrong with it. */
    public List<String> complaints() {
        List<String> all = new ArrayList<>(complaints);
        int expected = policy == SessionOverflowPolicy.REJECT ? limit : made;
        if (accepted != expected) {
            all.add(accepted + " of " + made + " logins were accepted instead of " + expected);
        }
        return all;
    }

    /** Fails if anything is wrong. */
    public void check() {
        if (!complaints().isEmpty()) {
            throw new AssertionError("limit " + limit + ", " + policy + ": " + complaints());
        }
    }
}

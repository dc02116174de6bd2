package io.redoubt.session;

import io.redoubt.api.session.SessionLimitException;
import io.redoubt.api.session.SessionOverflowPolicy;
import java.util.Comparator;
import java.util.List;

/**
 * Check for the maximum number of sessions per user in memory: rejects a new session or selects existing ones to evict.
 * Follows the rules of {@code admission.lua}.
 */
final class InMemorySessionLimit {

    private static final Comparator<InMemorySessionEntry> OLDEST_FIRST = Comparator.comparingLong(
                    (InMemorySessionEntry entry) -> entry.session().created())
            .thenComparing(entry -> entry.id().hash());
    private static final Comparator<InMemorySessionEntry> LEAST_RECENTLY_USED_FIRST = Comparator.comparingLong(
                    (InMemorySessionEntry entry) -> entry.session().lastUsed())
            .thenComparing(OLDEST_FIRST);

    private final InMemorySessions sessions;
    private final int maxPerUser;
    private final SessionOverflowPolicy policy;

    InMemorySessionLimit(InMemorySessions sessions, SessionSettings settings) {
        this.sessions = sessions;
        this.maxPerUser = settings.maxPerUser();
        this.policy = settings.policy();
    }

    /**
     * Returns the sessions that are to be evicted so that a user may have another one. Changes nothing.
     *
     * @param replaced the id of a session that does not count, because the other one replaces it
     * @throws SessionLimitException if the user has as many sessions as allowed, and the policy is to reject
     */
    List<InMemorySessionEntry> excess(String userId, HashedSessionId replaced, long now) {
        List<InMemorySessionEntry> own = sessions.ofUser(userId, now).stream()
                .filter(entry -> !entry.id().equals(replaced))
                .toList();
        int excess = own.size() + 1 - maxPerUser;
        if (excess <= 0) {
            return List.of();
        }
        if (policy == SessionOverflowPolicy.REJECT) {
            sessions.reject();
            throw new SessionLimitException(maxPerUser);
        }
        return own.stream()
                .sorted(policy == SessionOverflowPolicy.EVICT_OLDEST ? OLDEST_FIRST : LEAST_RECENTLY_USED_FIRST)
                .limit(excess)
                .toList();
    }
}

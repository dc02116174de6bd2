package io.redoubt.tck.lock;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Record of the lock acquisitions of a test, which detects locks held by two clients at once and fencing tokens out of
 * order. Recording is thread-safe.
 *
 * <p>What must hold, for each name: no token twice; who began to acquire after another had acquired has the greater token; and
 * no two clients took the lock for their own at the same time, from the acknowledgement to the release or the end of validity,
 * whichever came first; in the order of these times, tokens increase.
 */
public final class LockHistory {

    private final Map<String, LockAcquisition> acquisitions = new ConcurrentHashMap<>();

    /** Adds an acquisition, or replaces what was known of it before. */
    public void record(LockAcquisition acquisition) {
        acquisitions.put(acquisition.client() + " " + acquisition.invoked(), acquisition);
    }

    /** How many acquisitions there are. */
    public int size() {
        return acquisitions.size();
    }

    /** How many of them the client itself did not release in time. */
    public long overdue() {
        return acquisitions.values().stream()
                .filter(each -> each.released() > each.validUntil())
                .count();
    }

    /** What cannot be, if locks are correct; empty if all is well. */
    public List<String> complaints() {
        Map<String, List<LockAcquisition>> byLock =
                acquisitions.values().stream().collect(Collectors.groupingBy(LockAcquisition::lock));
        List<String> complaints = new ArrayList<>();
        for (List<LockAcquisition> ofOne : byLock.values()) {
            repeatedTokens(ofOne, complaints);
            completionOrder(ofOne, complaints);
            overlaps(ofOne, complaints);
        }
        return complaints;
    }

    /**
     * Demands that there are none.
     *
     * @throws AssertionError with the first of them
     */
    public void mustBeClean() {
        List<String> complaints = complaints();
        if (!complaints.isEmpty()) {
            throw new AssertionError(complaints.size() + " violations among " + size() + " acquisitions:\n"
                    + complaints.stream().limit(10).collect(Collectors.joining("\n")));
        }
    }

    private static void repeatedTokens(List<LockAcquisition> ofOne, List<String> complaints) {
        Map<Long, LockAcquisition> seen = new HashMap<>();
        for (LockAcquisition each : ofOne) {
            LockAcquisition other = seen.putIfAbsent(each.token(), each);
            if (other != null) {
                complaints.add("token twice: " + other + " and " + each);
            }
        }
    }

    private static void completionOrder(List<LockAcquisition> ofOne, List<String> complaints) {
        List<LockAcquisition> byBegin = sorted(ofOne, Comparator.comparingLong(LockAcquisition::invoked));
        List<LockAcquisition> byEnd = sorted(ofOne, Comparator.comparingLong(LockAcquisition::acknowledged));
        Set<LockAcquisition> complete = new HashSet<>();
        LockAcquisition greatest = null;
        int next = 0;
        for (LockAcquisition each : byBegin) {
            while (next < byEnd.size() && byEnd.get(next).acknowledged() < each.invoked()) {
                LockAcquisition done = byEnd.get(next++);
                complete.add(done);
                greatest = greatest == null || done.token() > greatest.token() ? done : greatest;
            }
            if (greatest != null && greatest.token() >= each.token() && !complete.contains(each)) {
                complaints.add("token does not grow: after " + greatest + " came " + each);
            }
        }
    }

    private static void overlaps(List<LockAcquisition> ofOne, List<String> complaints) {
        LockAcquisition last = null;
        for (LockAcquisition each : sorted(ofOne, Comparator.comparingLong(LockAcquisition::acknowledged))) {
            if (each.end() <= each.acknowledged()) {
                continue; // over before the client could use it
            }
            if (last != null && each.acknowledged() < last.end()) {
                complaints.add("two holders for " + (Math.min(last.end(), each.end()) - each.acknowledged()) / 1000
                        + " us: " + last + " and " + each);
            } else if (last != null && each.token() <= last.token()) {
                complaints.add("later holder has a lower token: " + last + " and " + each);
            }
            last = last == null || each.end() > last.end() ? each : last;
        }
    }

    private static List<LockAcquisition> sorted(List<LockAcquisition> ofOne, Comparator<LockAcquisition> order) {
        return ofOne.stream().sorted(order).toList();
    }
}

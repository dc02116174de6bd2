package io.redoubt.session;

import io.redoubt.api.RedoubtException;
import io.redoubt.redis.core.OutageLog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Worker that removes expired sessions from the indexes on Redis, publishes their {@code EXPIRED} events, and counts
 * the sessions. The sessions themselves are removed by the server, at their end. Any number of sweepers may work at the
 * same time: each session is removed by one of them. Not thread-safe.
 *
 * <p>A sweep has one round, or more where many sessions have expired: each round looks at one page of sessions of each
 * bucket, and the next one at the buckets that had a full page. A bucket that fails, or its master, does not keep the
 * sweep from the others. It is left alone until the next sweep, and the sweep counts as failed at its end.
 *
 * <p>A sweep costs one command for each of the 256 buckets, also if there are no sessions, and one or two more for each
 * page. A session is due at the end that it had when it was last looked at: one that lives gets its next time. Commands
 * are sent together only as far as other clients of the server do not have to wait long for them.
 */
final class ExpirySweeper {

    /** Most sessions of a bucket that are looked at in one round. */
    static final int PAGE = 100;

    /** Most sessions in scripts that are sent together; the server works on them for a few milliseconds. */
    private static final int MAX_TOGETHER = 500;

    private final SessionOperations operations;
    private final SweepScripts scripts;
    private final SessionCounters counters;

    /** Buckets at which the next round of the sweep looks; null if that is its first one. */
    private @Nullable List<String> rest;

    /** The first failure of each kind in this sweep. */
    private final Map<String, RedoubtException> failures = new LinkedHashMap<>();

    ExpirySweeper(SessionOperations operations, SweepScripts scripts, SessionCounters counters) {
        this.operations = operations;
        this.scripts = scripts;
        this.counters = counters;
    }

    /** Members of a bucket's expiry index that are due. */
    private record Page(String bucket, List<byte[]> members) {

        boolean isFull() {
            return members.size() >= PAGE;
        }
    }

    /**
     * Makes a round.
     *
     * @param isStopping whether to leave the rest for later
     * @return {@code MORE} unless it was the last round of the sweep; then whether a round of the sweep has failed
     */
    RecurringTask.Outcome sweep(BooleanSupplier isStopping) {
        List<String> buckets = rest;
        rest = null; // a round that throws is the last one of its sweep
        if (buckets == null) {
            failures.clear();
            buckets = SessionOwner.buckets();
        }
        List<String> full = round(buckets, isStopping);
        if (!full.isEmpty()) {
            rest = full;
            return RecurringTask.Outcome.MORE;
        }
        return failures.isEmpty() ? RecurringTask.Outcome.DONE : RecurringTask.Outcome.FAILED;
    }

    /** Returns the reason of the first failure of each kind in the sweep, in their order. */
    List<RedoubtException> failures() {
        return List.copyOf(failures.values());
    }

    /** Ends the sweep: the next round is the first one of another sweep. */
    void restart() {
        rest = null;
    }

    private void failed(RedoubtException reason) {
        if (failures.size() < OutageLog.MAX_KINDS) {
            failures.putIfAbsent(OutageLog.kindOf(reason), reason);
        }
    }

    /** Returns the buckets with a full page that was worked on. */
    private List<String> round(List<String> buckets, BooleanSupplier isStopping) {
        List<Page> pages = due(buckets);
        List<String> full = new ArrayList<>();
        for (int from = 0; from < pages.size() && !isStopping.getAsBoolean(); ) {
            int to = endOfBatch(pages, from);
            List<Page> batch = pages.subList(from, to);
            List<Boolean> swept = sweep(batch);
            for (int i = 0; i < batch.size(); i++) {
                if (swept.get(i) && batch.get(i).isFull()) {
                    full.add(batch.get(i).bucket());
                }
            }
            from = to;
        }
        return full;
    }

    private List<Page> due(List<String> buckets) {
        List<Optional<List<byte[]>>> due = operations.tryEach(
                "sweep", buckets.stream().map(each -> scripts.due(each, PAGE)).toList(), this::failed);
        List<Page> pages = new ArrayList<>();
        for (int i = 0; i < due.size(); i++) {
            List<byte[]> members = due.get(i).orElse(List.of());
            if (!members.isEmpty()) {
                pages.add(new Page(buckets.get(i), members));
            }
        }
        return pages;
    }

    private static int endOfBatch(List<Page> pages, int from) {
        int to = from + 1;
        int members = pages.get(from).members.size();
        while (to < pages.size() && members + pages.get(to).members.size() <= MAX_TOGETHER) {
            members += pages.get(to).members.size();
            to++;
        }
        return to;
    }

    /** Returns which of the pages have been worked on. */
    private List<Boolean> sweep(List<Page> batch) {
        List<Optional<List<Long>>> durations = operations.tryEach(
                "sweep",
                batch.stream()
                        .map(page -> scripts.sweep(page.bucket, page.members))
                        .toList(),
                this::failed);
        durations.forEach(each -> each.ifPresent(ended -> ended.forEach(counters::expired)));
        return durations.stream().map(Optional::isPresent).toList();
    }
}

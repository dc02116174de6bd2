package io.redoubt.session;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Background work that removes expired sessions from the indexes, publishes their {@code EXPIRED} events, and counts
 * them. The sessions themselves are removed by the server, at their end. Any number of sweepers may work at the same
 * time: each session is removed by one of them. Thread-safe.
 *
 * <p>Costs one command for each of the 256 buckets, also if there are no sessions, and one more for each bucket with
 * sessions that are due. A session is due at the end that it had when it was last looked at: one that lives gets its
 * next time. Commands are sent together only as far as other clients of the server do not have to wait long for them.
 */
final class ExpirySweeper {

    /** Most sessions of a bucket that are looked at in one run. */
    static final int PAGE = 100;

    /** Most sessions in scripts that are sent together; the server works on them for a few milliseconds. */
    private static final int MAX_TOGETHER = 500;

    private final SessionOperations operations;
    private final SweepScripts scripts;
    private final SessionCounters counters;

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
     * Looks once at the sessions that are due, at most {@value #PAGE} of each bucket. A bucket that fails, or its
     * master, does not keep it from the others; such failures are logged like those of calls.
     *
     * @param isStopping whether to leave the rest for later
     * @return whether there is more to do at once
     */
    RecurringTask.Outcome sweep(BooleanSupplier isStopping) {
        List<String> buckets = SessionOwner.buckets();
        List<Optional<List<byte[]>>> due = operations.tryEach(
                "sweep", buckets.stream().map(each -> scripts.due(each, PAGE)).toList());
        List<Page> pages = new ArrayList<>();
        boolean isFailed = false;
        for (int i = 0; i < due.size(); i++) {
            List<byte[]> members = due.get(i).orElse(List.of());
            if (!members.isEmpty()) {
                pages.add(new Page(buckets.get(i), members));
            }
            isFailed |= due.get(i).isEmpty();
        }
        boolean isMore = false;
        for (int from = 0; from < pages.size() && !isStopping.getAsBoolean(); ) {
            int to = endOfBatch(pages, from);
            List<Page> batch = pages.subList(from, to);
            List<Boolean> swept = sweep(batch);
            for (int i = 0; i < batch.size(); i++) {
                isMore |= swept.get(i) && batch.get(i).isFull();
                isFailed |= !swept.get(i);
            }
            from = to;
        }
        return isMore
                ? RecurringTask.Outcome.MORE
                : isFailed ? RecurringTask.Outcome.FAILED : RecurringTask.Outcome.DONE;
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
                        .toList());
        durations.forEach(each -> each.ifPresent(ended -> ended.forEach(counters::expired)));
        return durations.stream().map(Optional::isPresent).toList();
    }
}

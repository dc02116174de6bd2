package io.redoubt.tck.ratelimit;

import java.util.ArrayList;
import java.util.List;

/**
 * Simple, slow sliding-window rate limit, which serves tests as the reference for the optimized implementation. It is a
 * list of all that was admitted, looked through from one end to the other for each question. Not
 * thread-safe.
 *
 * <p>Time is in ticks. What was admitted at {@code t} counts while {@code now < t + window}; now never runs backwards.
 */
public final class NaiveSlidingWindow {

    private final List<Admitted> admitted = new ArrayList<>();
    private long last = Long.MIN_VALUE;
    private long number;

    private record Admitted(long tick, long number) {}

    /** What time it is here. */
    public long now(long clock) {
        return Math.max(clock, last);
    }

    /** How much counts. */
    public int live(long clock, long window) {
        return (int) counting(now(clock), window);
    }

    /** How many ticks to wait from the clock on until so much more fits: 0 if it does, -1 if it never will. */
    public long wait(long clock, long window, int limit, int cost) {
        if (cost > limit) {
            return -1;
        }
        if (counting(now(clock), window) + cost <= limit) {
            return 0;
        }
        // It can first fit at a moment at which something stops to count; the oldest stands first.
        for (Admitted each : admitted) {
            long moment = each.tick() + window;
            if (moment > clock && counting(now(moment), window) + cost <= limit) {
                return moment - clock;
            }
        }
        throw new IllegalStateException("a cost that is not above the limit fits some time");
    }

    /** Adds so much, and forgets what counts no more. Returns a number to give it back by. */
    public long take(long clock, long window, int cost) {
        long now = now(clock);
        admitted.removeIf(each -> now >= each.tick() + window);
        last = now;
        number++;
        for (int i = 0; i < cost; i++) {
            admitted.add(new Admitted(now, number));
        }
        return number;
    }

    /** Gives back what was taken, and returns how much that was: nothing if it counts no more. */
    public int refund(long clock, long window, long taken) {
        long now = now(clock);
        int before = admitted.size();
        admitted.removeIf(each -> each.number() == taken && now < each.tick() + window);
        int removed = before - admitted.size();
        if (admitted.isEmpty() && removed > 0) {
            last = Long.MIN_VALUE;
        }
        return removed;
    }

    /** The ticks of what is remembered, the oldest first. */
    public List<Long> ticks() {
        return admitted.stream().map(Admitted::tick).toList();
    }

    private long counting(long now, long window) {
        long count = 0;
        for (Admitted each : admitted) {
            count += now < each.tick() + window ? 1 : 0;
        }
        return count;
    }
}

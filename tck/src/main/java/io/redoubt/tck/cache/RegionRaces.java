package io.redoubt.tck.cache;

import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.Region;
import io.redoubt.tck.ConcurrentCalls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Concurrency test that reads, loads and invalidates one cache key from many threads, and fails if an invalidated value
 * is returned. A call gets nothing older than the last invalidation that had ended when the call began, neither from a
 * loader nor from the store.
 */
public final class RegionRaces {

    /** What all ask for. */
    public static final String KEY = "contended";

    private static final String TAG = "tag";
    private static final int THREADS = 6;

    private final List<Region<String, String>> regions;
    private final int operations;
    private final AtomicInteger left;
    private final RaceReference truth;
    private final Runnable deletion;

    private RegionRaces(List<Region<String, String>> regions, int operations, RaceReference truth, Runnable deletion) {
        this.regions = regions;
        this.operations = operations;
        this.left = new AtomicInteger(operations);
        this.truth = truth;
        this.deletion = deletion;
    }

    /** Operations in all, on regions of one name. */
    public static RegionRaces of(List<Region<String, String>> regions, int operations) {
        return new RegionRaces(
                regions, operations, RaceReference.here(), () -> regions.get(0).invalidate(KEY));
    }

    /**
     * Operations of one process of several, on its region.
     *
     * @param deletion deletes the entry as one does who knows nothing of regions
     */
    public static RegionRaces of(
            Region<String, String> region, int operations, RaceReference truth, Runnable deletion) {
        return new RegionRaces(List.of(region), operations, truth, deletion);
    }

    /**
     * Runs all of them.
     *
     * @throws AssertionError for the first answer that is too old
     */
    public void run(Duration atMost) {
        try (ConcurrentCalls callers = ConcurrentCalls.of(THREADS)) {
            List<Future<Integer>> calls = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                calls.add(callers.join(this::operate));
            }
            int done = 0;
            for (Future<Integer> call : calls) {
                done += ConcurrentCalls.result(call, atMost);
            }
            if (done != operations) {
                throw new AssertionError(done + " operations were made instead of " + operations);
            }
        }
    }

    private int operate() {
        try {
            return operateUntilAllAreDone();
        } catch (Throwable failure) {
            left.set(0); // one answer that is too old is enough
            throw failure;
        }
    }

    private int operateUntilAllAreDone() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int done = 0;
        while (left.getAndDecrement() > 0) {
            Region<String, String> region = regions.get(random.nextInt(regions.size()));
            int what = random.nextInt(100);
            if (what < 12) {
                invalidate(region, random);
            } else if (what < 40) {
                lookUp(region);
            } else {
                read(region);
            }
            done++;
        }
        return done;
    }

    private void invalidate(Region<String, String> region, ThreadLocalRandom random) {
        long version = truth.change();
        switch (random.nextInt(8)) {
            case 0 -> region.clear();
            case 1, 2 -> region.invalidateTag(TAG);
            case 3 -> deletion.run();
            default -> region.invalidate(KEY);
        }
        truth.invalidated(version);
    }

    private void read(Region<String, String> region) {
        long oldest = truth.oldest();
        String value = region.get(KEY, (id, load) -> {
            load.tags(TAG);
            String seen = String.valueOf(truth.value());
            // Between the source's answer and the region's storing it, things happen.
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(100_000));
            return seen;
        });
        check("a read", oldest, value == null ? "-1" : value);
    }

    private void lookUp(Region<String, String> region) {
        long oldest = truth.oldest();
        if (region.lookup(KEY) instanceof Lookup.Hit<String> hit) {
            check("the store", oldest, hit.found());
        }
    }

    private static void check(String what, long oldest, String value) {
        if (Long.parseLong(value) < oldest) {
            throw new AssertionError(
                    what + " gave version " + value + " after the invalidation of all before " + oldest);
        }
    }
}

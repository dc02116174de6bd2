package io.redoubt.cache.internal.region;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.cache.ContextLoader;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Writers and readers of one process on a region with a near cache. Each read is checked: it must not return a value
 * older than the last change that was acknowledged to this process before the read began.
 */
final class NearRaces {

    private static final int TAGS = 8;
    private static final int MAX_KEYS_OF_TAG = 200;
    private static final int FILLED_TOGETHER = 200;

    private final Region<String, Long> region;
    private final NearTruth truth;
    private final AtomicLongArray oldest;
    private final ContextLoader<String, Long> loader = (key, load) -> {
        load.tags(tag(index(key)));
        return value(index(key));
    };
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong failedWrites = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile boolean isRunning = true;

    NearRaces(Region<String, Long> region, NearTruth truth) {
        this.region = region;
        this.truth = truth;
        this.oldest = new AtomicLongArray(truth.keys());
    }

    /** Returns a specification whose near cache holds all keys for longer than any test runs. */
    static RegionSpec<String, Long> spec(Duration maxAge) {
        return spec(NearCacheSettings.maxEntries(100_000).maxAge(maxAge));
    }

    static RegionSpec<String, Long> spec(NearRacePlan plan) {
        NearCacheSettings near = NearCacheSettings.maxEntries(100_000).maxAge(plan.maxAge());
        return spec(plan.reports() == NearRacePlan.Reports.MESSAGES ? near.messagesIfTrackingRefused() : near);
    }

    private static RegionSpec<String, Long> spec(NearCacheSettings near) {
        return RegionSpec.of("raced", Long.class).ttl(Duration.ofMinutes(30)).near(near);
    }

    /** Reads all keys, so that most are near before the race. */
    void fill() {
        for (int first = 0; first < truth.keys(); first += FILLED_TOGETHER) {
            Set<String> keys = IntStream.range(first, Math.min(first + FILLED_TOGETHER, truth.keys()))
                    .mapToObj(NearRaces::name)
                    .collect(Collectors.toSet());
            readAll(keys); // loads what is missing
            readAll(keys);
        }
    }

    /**
     * Runs writers and readers until there were so many reads and so much time has passed.
     *
     * @return a line of counts
     * @throws AssertionError for the first value that is too old
     */
    String run(NearRacePlan plan) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < plan.writers(); i++) {
            threads.add(started("writer-" + i, () -> write(plan.pause())));
        }
        for (int i = 0; i < plan.readers(); i++) {
            threads.add(started("reader-" + i, this::read));
        }
        while (failure.get() == null
                && (reads.get() < plan.reads()
                        || System.nanoTime() - start < plan.time().toNanos())) {
            Thread.sleep(10);
        }
        isRunning = false;
        for (Thread thread : threads) {
            thread.join();
        }
        Throwable stale = failure.get();
        if (stale != null) {
            throw new AssertionError(stale.getMessage(), stale);
        }
        var near = region.statistics().near();
        return "reads=" + reads + " near=" + near.hits() + " writes=" + writes + " failedWrites=" + failedWrites
                + " invalidations=" + near.invalidations() + " gaps=" + near.gaps() + " refusedFills="
                + near.refusedFills() + " millis=" + (System.nanoTime() - start) / 1_000_000;
    }

    private Thread started(String name, Runnable work) {
        Thread thread = new Thread(
                () -> {
                    while (isRunning && failure.get() == null) {
                        try {
                            work.run();
                        } catch (Throwable e) {
                            failure.compareAndSet(null, e);
                        }
                    }
                },
                name);
        thread.start();
        return thread;
    }

    private void write(Duration pause) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        LockSupport.parkNanos(random.nextLong(2 * pause.toNanos()));
        int key = random.nextInt(truth.keys());
        int what = random.nextInt(1_000);
        boolean canChangeMany = truth.keys() / TAGS <= MAX_KEYS_OF_TAG;
        if (what == 0 && canChangeMany) {
            change(keysFrom(0, 1), values -> region.clear());
        } else if (what < 5 && canChangeMany) {
            change(keysFrom(key % TAGS, TAGS), values -> region.invalidateTag(tag(key)));
        } else if (what < 50) {
            change(keysFrom(key % bulkStep(), bulkStep()), values -> region.invalidateAll(values.keySet()));
        } else if (what < 100) {
            change(keysFrom(key % bulkStep(), bulkStep()), values -> region.putAll(values, tag(key)));
        } else if (what < 500) {
            change(List.of(key), values -> region.invalidate(name(key)));
        } else {
            change(List.of(key), values -> values.forEach((name, value) -> region.put(name, value, tag(key))));
        }
    }

    /** Returns the distance of the keys of a bulk operation, which all have the same tag. */
    private int bulkStep() {
        return truth.keys() / 5 / TAGS * TAGS;
    }

    private List<Integer> keysFrom(int first, int step) {
        List<Integer> found = new ArrayList<>();
        for (int key = first; key < truth.keys(); key += step) {
            found.add(key);
        }
        return found;
    }

    /** Change of keys whose values in the source have changed. */
    private interface Change {
        void to(Map<String, Long> values);
    }

    /** Changes keys, which no other thread of any process changes meanwhile. */
    private void change(List<Integer> keys, Change change) {
        List<Integer> locked = keys.stream().filter(truth::lock).toList(); // in ascending order, so never a deadlock
        boolean isKnown = false;
        try {
            Map<String, Long> values = new LinkedHashMap<>();
            locked.forEach(key -> values.put(name(key), truth.change(key)));
            if (!values.isEmpty()) {
                change.to(values);
                locked.forEach(key -> acknowledge(key, Objects.requireNonNull(values.get(name(key)))));
            }
            isKnown = true;
            writes.incrementAndGet();
        } catch (RedoubtException e) {
            failedWrites.incrementAndGet();
            isKnown = e instanceof StoreUnavailableException unavailable && !unavailable.mayHaveTakenEffect();
        } finally {
            locked.forEach(isKnown ? truth::unlock : truth::retire);
        }
    }

    private void acknowledge(int key, long value) {
        truth.acknowledged(key, value);
        oldest.set(key, value);
    }

    private void read() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int key = random.nextInt(truth.keys());
        int what = random.nextInt(100);
        if (what < 2) {
            readMany(key);
            return;
        }
        long least = least(key);
        if (what < 10) {
            if (region.lookup(name(key)) instanceof Lookup.Hit<Long> hit) {
                check("lookup, from " + hit.source(), key, least, hit.found());
            }
        } else {
            var fetched = region.fetch(name(key), loader);
            check("fetch, " + fetched.origin(), key, least, Objects.requireNonNull(fetched.value()));
        }
        reads.incrementAndGet();
    }

    private long least(int key) {
        return Math.max(oldest.get(key), truth.required(key));
    }

    private void readMany(int first) {
        Map<String, Long> least = new LinkedHashMap<>();
        for (int i = 0; i < 5; i++) {
            int key = (first + i * TAGS) % truth.keys();
            least.put(name(key), least(key));
        }
        Map<String, Long> found = readAll(least.keySet());
        least.forEach((key, value) -> check("getAll", index(key), value, Objects.requireNonNull(found.get(key))));
        reads.addAndGet(least.size());
    }

    private Map<String, Long> readAll(Set<String> keys) {
        return region.getAll(keys, (missing, load) -> {
            missing.forEach(key -> load.tags(key, tag(index(key))));
            Map<String, Long> loaded = new LinkedHashMap<>();
            missing.forEach(key -> loaded.put(key, value(index(key))));
            return loaded;
        });
    }

    private long value(int key) {
        long value = truth.value(key);
        if (ThreadLocalRandom.current().nextInt(4) == 0) {
            // Between the answer of the source and its storage, things happen.
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(100_000));
        }
        return value;
    }

    private static void check(String how, int key, long least, Long value) {
        if (value == null || value < least) {
            throw new AssertionError("stale: " + how + " of key " + key + " gave version " + value
                    + " after the acknowledgement of version " + least);
        }
    }

    /**
     * Waits, after the end of all changes by all processes, until no key is older than its last acknowledged change.
     *
     * @throws AssertionError if one remains older
     */
    void awaitConvergence(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (int key = 0; key < truth.keys(); key++) {
            Long value = region.get(name(key), loader);
            while (value == null || value < truth.acknowledged(key)) {
                if (System.nanoTime() - end > 0) {
                    throw new AssertionError("stale: key " + key + " remains at version " + value
                            + ", long after the acknowledgement of version " + truth.acknowledged(key));
                }
                Thread.sleep(1);
                value = region.get(name(key), loader);
            }
        }
    }

    static String name(int key) {
        return "k" + key;
    }

    private static int index(String name) {
        return Integer.parseInt(name.substring(1));
    }

    private static String tag(int key) {
        return "t" + key % TAGS;
    }
}

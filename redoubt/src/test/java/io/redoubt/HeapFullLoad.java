package io.redoubt;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.cache.LoadFailedException;
import io.redoubt.api.cache.Lookup;
import io.redoubt.api.cache.NearCacheSettings;
import io.redoubt.api.cache.NearCacheStatistics.State;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.api.session.NewSession;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.test.server.RawRedis;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Main class of a JVM in which other code takes all memory for 1.5 s while 16 callers read and write. Prints what goes
 * on afterwards. Arguments: backend, host, port.
 */
final class HeapFullLoad {

    /** Output that asks for the removal of keys to be refused, until the next output. */
    static final String REFUSE_REMOVALS = "refuse removals";

    static final String ABOUT_TO_BE_FULL = "about to be full";

    /** Output if nothing was lost and nothing stands still. */
    static final String ALL_GOES_ON = "memory was full, lock kept or loss told, writes written, invalidations sent,"
            + " no stale read, no asynchronous call without an end, near values kept, foreign write noticed, keys"
            + " loaded, values refreshed, load timed out, session found, values read, async values read, call timed out";

    private static final int CALLERS = 16;
    private static final long FULL_NANOS = ofMillis(1_500).toNanos();
    private static final long MAX_FULL_NANOS = ofSeconds(10).toNanos();
    private static final long PATIENCE_NANOS = ofSeconds(20).toNanos();
    private static final Duration LEASE = ofSeconds(10);
    private static final Duration COMMAND_TIMEOUT = ofSeconds(3);
    private static final Duration PAUSE = ofSeconds(15);

    private final Redoubt redoubt;
    private final RedisOfTest redis;
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger withoutMemory = new AtomicInteger();
    private final AtomicInteger staleReads = new AtomicInteger();
    private final AtomicInteger endless = new AtomicInteger();
    private final Map<String, String> source = new ConcurrentHashMap<>();
    private final Region<String, Long> region;
    private final Region<String, Long> refreshed;
    private final WriteBehind<String, String> writes;
    private final LockHandle lock;
    private final String session;
    private volatile boolean over;

    /** What another program does to the server; nothing, embedded. */
    private record RedisOfTest(boolean isUsed, String host, int port) {

        void call(String... words) {
            if (isUsed) {
                try (RawRedis raw = RawRedis.connect(host, port, ofSeconds(30))) {
                    raw.call(words);
                }
            }
        }
    }

    private HeapFullLoad(Redoubt redoubt, RedisOfTest redis) {
        this.redoubt = redoubt;
        this.redis = redis;
        region = redoubt.cache()
                .region(RegionSpec.of("heap", Long.class)
                        .ttl(ofMinutes(10))
                        .near(NearCacheSettings.maxEntries(1_000).maxAge(ofMinutes(10))));
        refreshed = redoubt.cache()
                .region(RegionSpec.of("refreshed", Long.class)
                        .ttl(ofMinutes(10))
                        .staleWhileRevalidate(ofMinutes(10))
                        .staleOnError(ofMinutes(10), ofMillis(10)));
        writes = redoubt.cache()
                .region(RegionSpec.of("written", String.class).ttl(ofMinutes(10)))
                .writeBehind(
                        WriteBehindSettings.defaults().shards(1),
                        batch -> batch.forEach(write -> source.put(write.key(), String.valueOf(write.value()))));
        lock = redoubt.locks()
                .tryAcquire("door", LockOptions.lease(LEASE).autoRenew())
                .orElseThrow();
        lock.onLost(lost::incrementAndGet);
        session = redoubt.sessions().create(NewSession.of("user")).id();
    }

    public static void main(String[] arguments) throws Exception {
        RedoubtSettings.Builder settings = RedoubtSettings.builder();
        boolean isEmbedded = arguments[0].equals("embedded");
        RedisOfTest redis = new RedisOfTest(!isEmbedded, arguments[1], Integer.parseInt(arguments[2]));
        try (Redoubt redoubt = isEmbedded
                ? Redoubt.embedded(settings.build())
                : Redoubt.connect(settings.driver(arguments[0])
                        .redis(RedisSettings.builder()
                                .node(new Node(redis.host, redis.port))
                                .commandTimeout(COMMAND_TIMEOUT)
                                .build())
                        .build())) {
            System.out.println(new HeapFullLoad(redoubt, redis).run());
        }
    }

    private String run() throws IOException, InterruptedException {
        require(outcome("near values kept", this::isNearKept));
        require(outcome("values read", this::isRead));
        System.out.println(REFUSE_REMOVALS);
        int unused = System.in.read();
        try {
            region.invalidate("refused");
        } catch (StoreRejectedException e) {
            // It is repeated from now on.
        }
        System.out.println(ABOUT_TO_BE_FULL);
        long start = System.nanoTime();
        fill();
        // So late that a lock that was renewed no more would be lost.
        LockSupport.parkNanos(start + LEASE.multipliedBy(2).toNanos() - System.nanoTime());
        return String.join(
                ", ",
                List.of(
                        outcome("memory was full", () -> withoutMemory.get() > 0),
                        outcome("lock kept or loss told", () -> lock.isValid() ? lost.get() == 0 : lost.get() == 1),
                        outcome("writes written", this::isWritten),
                        outcome("invalidations sent", () -> region.statistics().replaysPending() == 0),
                        outcome("no stale read", () -> staleReads.get() == 0),
                        outcome("no asynchronous call without an end", () -> endless.get() == 0),
                        outcome("near values kept", this::isNearKept),
                        outcome("foreign write noticed", this::isForeignWriteNoticed),
                        outcome("keys loaded", this::areKeysLoaded),
                        outcome("values refreshed", this::areValuesRefreshed),
                        outcome("load timed out", this::isLoadTimedOut),
                        outcome(
                                "session found",
                                () -> redoubt.sessions().find(session).isPresent()),
                        outcome("values read", this::isRead),
                        outcome("async values read", this::isReadAsync),
                        outcome("call timed out", this::isCallTimedOut)));
    }

    private static void require(String outcome) {
        if (outcome.startsWith("not so")) {
            throw new IllegalStateException("before the memory was full: " + outcome);
        }
    }

    /** Lets callers read and write while all memory is taken, and waits for their end. */
    private void fill() throws InterruptedException {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            int number = i;
            callers.add(new Thread(() -> call("k" + number), "caller-" + i));
        }
        callers.forEach(Thread::start);
        Thread hog = new Thread(this::takeMemory, "hog");
        hog.start();
        hog.join();
        over = true;
        for (Thread caller : callers) {
            caller.join();
        }
    }

    private void call(String key) {
        AtomicLong current = new AtomicLong();
        long acknowledged = 0;
        while (!over) {
            try {
                long next = current.incrementAndGet();
                region.put(key, next);
                acknowledged = next;
                Long read = region.get(key, id -> current.get());
                if (read == null || read < acknowledged) {
                    staleReads.incrementAndGet();
                }
                writes.put(key, "v");
                readAsync(key);
                refreshed.markStale(key);
                Long unusedValue = refreshed.get(key, id -> current.get());
                var unused = redoubt.sessions().find(session);
                LockSupport.parkNanos(1_000_000);
            } catch (RuntimeException | Error e) {
                // The lack of memory made this or another call fail.
                if (isWithoutMemory(e)) {
                    withoutMemory.incrementAndGet();
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    private static boolean isWithoutMemory(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof OutOfMemoryError) {
                return true;
            }
        }
        return false;
    }

    private void readAsync(String key) {
        try {
            Long unused = region.async()
                    .get(key + "-async", id -> 1L)
                    .toCompletableFuture()
                    .get(60, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            endless.incrementAndGet();
        } catch (InterruptedException | ExecutionException e) {
            LockSupport.parkNanos(1_000_000); // failed, as other calls do
        }
    }

    /**
     * Takes all memory, down to pieces of 64 bytes, again and again for 1.5 s; for longer on a machine that is so busy
     * that no caller has noticed it by then.
     */
    private void takeMemory() {
        LockSupport.parkNanos(500_000_000);
        Object[] taken = new Object[500_000];
        int count = 0;
        int size = 1 << 18;
        long start = System.nanoTime();
        while (count < taken.length && isToBeFull(System.nanoTime() - start)) {
            try {
                taken[count] = new byte[size];
                count++;
            } catch (OutOfMemoryError e) {
                size = size > 64 ? size / 4 : 1 << 12;
            }
        }
    }

    private boolean isToBeFull(long nanos) {
        return nanos < FULL_NANOS || (withoutMemory.get() < CALLERS && nanos < MAX_FULL_NANOS);
    }

    /** Returns what is so, or in the end still was not so. Connections may be lost by a lack of memory. */
    private static String outcome(String what, Callable<Boolean> check) {
        String outcome = "not so: " + what;
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (System.nanoTime() - end < 0) {
            try {
                if (check.call()) {
                    return what;
                }
            } catch (Exception e) {
                outcome = "not so: " + what + ": " + e;
            }
            LockSupport.parkNanos(20_000_000);
        }
        return outcome;
    }

    private boolean isWritten() {
        writes.put("last", "v");
        return source.containsKey("last") && writes.statistics().depth() == 0;
    }

    private boolean isNearKept() {
        Long unused = region.get("near", key -> 1L);
        return region.statistics().near().state() == State.ACTIVE
                && region.lookup("near") instanceof Lookup.Hit<Long> hit
                && hit.source() == Lookup.Source.NEAR;
    }

    private boolean isForeignWriteNoticed() {
        if (redis.isUsed) {
            redis.call("SET", "region:heap:near", "2", "PX", "600000");
        } else {
            region.put("near", 2L);
        }
        return Long.valueOf(2).equals(region.get("near", key -> 1L));
    }

    /** Returns whether no load that an error has ended keeps others waiting. */
    private boolean areKeysLoaded() {
        boolean all = true;
        for (int i = 0; i < CALLERS; i++) {
            remove("k" + i);
            remove("k" + i + "-async");
            all &= Long.valueOf(-1).equals(region.get("k" + i, key -> -1L))
                    && Long.valueOf(-1).equals(region.get("k" + i + "-async", key -> -1L));
        }
        return all;
    }

    private boolean areValuesRefreshed() {
        boolean all = true;
        for (int i = 0; i < CALLERS; i++) {
            all &= Long.valueOf(-1).equals(refreshed.get("k" + i, key -> -1L));
            if (!all) {
                refreshed.markStale("k" + i);
                Long unused = refreshed.get("k" + i, key -> -1L);
            }
        }
        return all;
    }

    /** Removes the value of a key as another program does, which leaves loads of this process alone. */
    private void remove(String key) {
        if (redis.isUsed) {
            redis.call("DEL", "region:heap:" + key);
        } else {
            region.invalidate(key);
        }
    }

    private boolean isLoadTimedOut() {
        Region<String, String> hanging = redoubt.cache()
                .region(RegionSpec.of("hanging", String.class).ttl(ofMinutes(1)).hardTimeout(ofMillis(300)));
        long start = System.nanoTime();
        try {
            hanging.get("k", key -> {
                Thread.sleep(PAUSE.toMillis());
                return "late";
            });
            return false;
        } catch (LoadFailedException e) {
            return System.nanoTime() - start < ofSeconds(5).toNanos();
        }
    }

    private boolean isRead() {
        region.put("k", 3L);
        return region.lookup("k").value().isPresent();
    }

    private boolean isReadAsync() throws Exception {
        return Long.valueOf(3)
                .equals(region.async().get("k", key -> 3L).toCompletableFuture().get(10, TimeUnit.SECONDS));
    }

    /** Returns whether a call ends in time though the server does not answer. */
    private boolean isCallTimedOut() {
        redis.call("CLIENT", "PAUSE", String.valueOf(PAUSE.toMillis()), "ALL");
        long start = System.nanoTime();
        try {
            boolean unused = redoubt.cache().exists("k");
            return !redis.isUsed;
        } catch (StoreUnavailableException e) {
            return System.nanoTime() - start < PAUSE.minusSeconds(5).toNanos();
        } finally {
            redis.call("CLIENT", "UNPAUSE"); // is answered once the pause is over
        }
    }
}

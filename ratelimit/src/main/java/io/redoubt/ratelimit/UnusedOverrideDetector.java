package io.redoubt.ratelimit;

import io.redoubt.redis.core.SimilarNames;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detector that logs a warning if the configuration overrides a rate limit policy that the application never uses.
 * Often the name of the policy is misspelled. Each override is logged once at WARN: when policies have been used for a
 * day, or earlier when the limits are closed. Before that, a policy may still be used for the first time; and nothing
 * is logged if no policy was used at all. Thread-safe.
 */
final class UnusedOverrideDetector {

    /** Time after the first use of any policy after which the overrides that are still unused are logged. */
    static final Duration PATIENCE = Duration.ofDays(1);

    /** Maximum number of names that are remembered and shown. */
    static final int MAX_NAMES = 100;

    private static final Logger LOG = LoggerFactory.getLogger(UnusedOverrideDetector.class);

    private final Set<String> unused;
    /** Of policies that have an override only, so that it is bounded. */
    private final Set<String> misfits = ConcurrentHashMap.newKeySet();

    private final Set<String> used = ConcurrentHashMap.newKeySet();
    private final LongSupplier nanoTime;
    private final AtomicLong firstUse = new AtomicLong();
    private final AtomicBoolean anyUse = new AtomicBoolean();
    private final AtomicBoolean reported;

    /**
     * Creates a detector.
     *
     * @param overridden the names of the policies that have an override
     * @param nanoTime the monotonic clock
     */
    UnusedOverrideDetector(Set<String> overridden, LongSupplier nanoTime) {
        this.unused = ConcurrentHashMap.newKeySet();
        this.unused.addAll(overridden);
        this.nanoTime = nanoTime;
        this.reported = new AtomicBoolean(overridden.isEmpty());
    }

    /** Records the use of a policy. */
    void onUse(String policy) {
        if (reported.get()) {
            return;
        }
        if (unused.remove(policy) && unused.isEmpty()) {
            reported.set(true);
            return;
        }
        if (used.size() < MAX_NAMES) {
            used.add(policy);
        }
        long now = nanoTime.getAsLong();
        if (!anyUse.get()) {
            firstUse.set(now);
            anyUse.set(true);
        } else if (now - firstUse.get() >= PATIENCE.toNanos()) {
            report("for a day");
        }
    }

    /** Logs once for each policy that its override, or a part of it, has no effect. */
    void onMisfit(String policy, @Nullable String why) {
        if (misfits.add(policy)) {
            LOG.warn("The override of the rate limit '{}' has no effect as far as it does not fit: {}", policy, why);
        }
    }

    /** Logs what is unused in the end. Idempotent. */
    void onClose() {
        if (anyUse.get()) {
            report("until it was closed");
        }
    }

    private void report(String how) {
        if (reported.compareAndSet(false, true)) {
            for (String name : new TreeSet<>(unused)) {
                String variable = "RATE_LIMIT_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
                LOG.warn(
                        "The override of the rate limit policy '{}' ({}_MAX, {}_WINDOW) had no effect: this process has"
                                + " not used such a policy {}{}. Used were {}",
                        name,
                        variable,
                        variable,
                        how,
                        SimilarNames.closest(name, used)
                                .map(other -> "; did you mean '" + other + "'?")
                                .orElse(""),
                        new TreeSet<>(used));
            }
        }
    }
}

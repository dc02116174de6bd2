package io.redoubt.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.tck.cache.CacheUnderTest;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Extension of the contracts of regions that run with near caches: it leaves out tests that take long unless they are
 * tagged as slow, and fails a contract during which no near cache answered.
 */
final class NearUse implements ExecutionCondition, AfterAllCallback {

    private static final String NOTHING_NEAR = "it takes long and near caches have little to do with it: slow set only";

    /** Reasons for leaving out tests outside of the slow set, by contract, and method unless it is all of them. */
    private static final Map<String, String> SLOW = Map.ofEntries(
            Map.entry("RegionBulkContract.size", "it reads 10,000 keys: slow set only"),
            Map.entry("AsyncRegionContract.nested", NOTHING_NEAR),
            Map.entry("AsyncRegionContract$Stages", NOTHING_NEAR),
            Map.entry("RegionFreshnessContract$Timeouts", NOTHING_NEAR),
            Map.entry("WarmupContract.bounded", NOTHING_NEAR),
            Map.entry("WarmupContract.closedAtAnyMoment", NOTHING_NEAR),
            Map.entry("WarmupContract.everySoOften", NOTHING_NEAR),
            Map.entry("WarmupContract.interruptedByKeys", NOTHING_NEAR),
            Map.entry("WriteBehindContract$Writing", NOTHING_NEAR),
            Map.entry("UnavailableRegionContract.bulkhead", NOTHING_NEAR),
            Map.entry("UnavailableRegionContract.fallsThrough", NOTHING_NEAR),
            Map.entry("UnavailableRegionContract.interrupted", NOTHING_NEAR),
            Map.entry("UnavailableRegionContract.singleFlight", NOTHING_NEAR),
            Map.entry(
                    "UnavailableRegionContract.writtenThrough",
                    "much like replayed, on a server of its own: slow set only"));

    /** Reasons for leaving out tests on Redis. */
    private static final Map<String, String> ON_REDIS = Map.of(
            "RegionInvalidationContract.manyRaces",
            "it waits for reports before each of a million reads: embedded only");

    /** Caches that were closed since the last check. */
    private static final LongAdder CACHES = new LongAdder();

    /** Reads that near caches answered in the caches that were closed since the last check. */
    private static final LongAdder HITS = new LongAdder();

    /** Returns a cache as the contracts see it, whose near hits are counted when it is closed. */
    static CacheUnderTest observed(CacheStoreFactory caches, NearMoments moments) {
        return observed(caches, moments, () -> {});
    }

    /**
     * Returns the same for a cache that has something else to close.
     *
     * @param closing closes it; idempotent
     */
    static CacheUnderTest observed(CacheStoreFactory caches, NearMoments moments, Runnable closing) {
        NearViews views = new NearViews(moments);
        return new CacheUnderTest(views.of(caches.store()), () -> {
            CACHES.increment();
            HITS.add(views.hits());
            caches.close();
            closing.run();
        });
    }

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String reason =
                context.getTestMethod().map(test -> reason(test, context)).orElse(null);
        return reason == null
                ? ConditionEvaluationResult.enabled("holds with near caches")
                : ConditionEvaluationResult.disabled(reason);
    }

    private static @Nullable String reason(Method test, ExtensionContext context) {
        Class<?> declaring = test.getDeclaringClass();
        String contract =
                declaring.getName().substring(declaring.getPackageName().length() + 1);
        String name = contract + "." + test.getName();
        if (ON_REDIS.containsKey(name)
                && context.getEnclosingTestClasses().stream()
                        .anyMatch(RedisNearContractTests.class::isAssignableFrom)) {
            return ON_REDIS.get(name);
        }
        return context.getTags().contains("slow") ? null : SLOW.getOrDefault(contract, SLOW.get(name));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        Class<?> contract = context.getRequiredTestClass();
        if (contract.getEnclosingClass() != null
                && NearContractTests.class.isAssignableFrom(contract.getEnclosingClass())) {
            long hits = HITS.sumThenReset();
            if (CACHES.sumThenReset() > 0) {
                assertThat(hits)
                        .as("near hits during all tests of " + contract.getSimpleName())
                        .isPositive();
            }
        }
    }
}

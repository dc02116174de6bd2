package io.redoubt.cache.internal.region;

import java.util.function.DoubleSupplier;

/**
 * Policy that decides at random, by the XFetch algorithm, whether to reload a cached value shortly before it becomes
 * stale. The probability is {@code exp(-left / (beta * cost))}. Expensive values are reloaded earlier, and the more
 * readers there are, the more certain it is that one of them reloads in time (Vattani, Chierichetti, Lowenstein,
 * "Optimal Probabilistic Cache Stampede Prevention", VLDB 2015). Thread-safe.
 *
 * @param beta 1 is the paper's optimum; 0 disables early refresh
 * @param random uniform, from 0 inclusive to 1 exclusive
 */
record EarlyRefreshPolicy(double beta, DoubleSupplier random) {

    boolean isDue(ReadResult.Value<?> value) {
        if (beta == 0 || value.version() == null || value.freshNanos() == Long.MAX_VALUE) {
            return false;
        }
        double early = value.cost().toNanos() * beta * -Math.log(1 - random.getAsDouble());
        return value.freshNanos() <= early;
    }
}

package io.redoubt.cache;

import java.util.function.DoubleSupplier;

/**
 * Decides which read of a value loads it again before its end: with probability {@code exp(-left / (beta * cost))}, so that dear
 * values are loaded earlier, and the more readers there are, the surer it is that one of them does it in time (Vattani,
 * Chierichetti, Lowenstein, "Optimal Probabilistic Cache Stampede Prevention", VLDB 2015). Thread-safe.
 *
 * @param beta 1 is the paper's optimum; 0 for never
 * @param random uniform, from 0 inclusive to 1 exclusive
 */
record Xfetch(double beta, DoubleSupplier random) {

    boolean isDue(ReadResult.Value<?> value) {
        if (beta == 0 || value.version() == null || value.freshNanos() == Long.MAX_VALUE) {
            return false;
        }
        double early = value.cost().toNanos() * beta * -Math.log(1 - random.getAsDouble());
        return value.freshNanos() <= early;
    }
}

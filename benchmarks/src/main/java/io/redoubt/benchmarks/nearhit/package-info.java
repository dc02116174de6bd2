/** Benchmark of reads that a cache in front of Redis answers within the process. */
@NullMarked
package io.redoubt.benchmarks.nearhit;

import org.jspecify.annotations.NullMarked;

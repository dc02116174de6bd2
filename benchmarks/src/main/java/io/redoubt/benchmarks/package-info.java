/** Benchmarks of Redoubt beside other libraries, on one server. */
@NullMarked
package io.redoubt.benchmarks;

import org.jspecify.annotations.NullMarked;

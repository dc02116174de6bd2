/** The contracts of rate limits, and what checks a limiter from outside. */
@NullMarked
package io.redoubt.tck.ratelimit;

import org.jspecify.annotations.NullMarked;

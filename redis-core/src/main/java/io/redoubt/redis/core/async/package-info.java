/**
 * Execution of asynchronous calls, which all features share: blocking work on an executor, with bounds, a deadline for
 * what waits, and cancellation.
 */
@NullMarked
package io.redoubt.redis.core.async;

import org.jspecify.annotations.NullMarked;

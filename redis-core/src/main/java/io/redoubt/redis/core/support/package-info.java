/**
 * Support code that several features share: background threads, executors, listeners, pauses with jitter, interrupts
 * and the values of replies.
 *
 * <p>Every thread of this package is a daemon, has a name and an owner that ends it, and survives any
 * {@link java.lang.Throwable} of its work, also an {@link java.lang.Error}.
 */
@NullMarked
package io.redoubt.redis.core.support;

import org.jspecify.annotations.NullMarked;

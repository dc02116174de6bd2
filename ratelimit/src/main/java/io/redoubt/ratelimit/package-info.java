/**
 * Rate limits: {@link io.redoubt.api.ratelimit.RateLimiter} on Redis and in this process.
 *
 * <p>{@link io.redoubt.ratelimit.RateLimiterFactory} is the entry point. {@code RateLimitStore} is the port with one
 * implementation for Redis and one for this process, and with stages in front of them, of which {@code FallbackStage}
 * lets the policies decide what the store cannot; validation, overrides and the decision are shared by both.
 *
 * <p>Terms: a <em>tick</em> is the unit of time in which a limit is counted; a <em>ring</em> is a ring buffer of the
 * ticks of all admitted units of one policy and subject; a <em>generation</em> is a number that tells what is counted
 * from what was counted under the same key before; a <em>refund</em> gives back what was admitted.
 */
@NullMarked
package io.redoubt.ratelimit;

import org.jspecify.annotations.NullMarked;

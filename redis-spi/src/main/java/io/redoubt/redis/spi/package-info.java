/**
 * Interface between Redoubt and its Redis drivers: what a driver module implements, and nothing that is built on
 * it.
 *
 * <p>A driver module contains connection code only. It encodes a {@link io.redoubt.redis.spi.Command}, decodes the
 * {@link io.redoubt.redis.spi.Reply}, observes deadlines, and says of every failure whether the command may have
 * been executed. Keys, scripts, expiry, retries and logging belong to the layers above. What all drivers need in
 * addition is in {@link io.redoubt.redis.spi.support}.
 *
 * <p>Terms: a <b>push connection</b> is a connection on which the server sends messages unasked; the listener for these
 * messages is called a <b>sink</b>. A <b>refusal</b> is an error reply. A <b>missing</b> reply is one that was
 * never received.
 */
@NullMarked
package io.redoubt.redis.spi;

import org.jspecify.annotations.NullMarked;

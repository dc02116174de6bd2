/**
 * The Redis driver on Jedis: connection code only.
 *
 * <p>A call borrows a {@link io.redoubt.jedis.Wire}, writes, reads, and gives it back; whatever goes wrong in between ends
 * the wire, so that a late reply has nowhere to go. Reads and writes block without a time limit of their own: one
 * {@link io.redoubt.jedis.Watchdog} a driver closes the socket of every call whose deadline has passed, which bounds
 * connecting, encryption, log-in, a blocked write and a reply that drips alike.
 */
@NullMarked
package io.redoubt.jedis;

import org.jspecify.annotations.NullMarked;

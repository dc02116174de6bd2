/**
 * The Redis driver on Jedis: connection code only, on the public API of Jedis 7.0 to 8.
 *
 * <p>A caller that finds few others pending borrows a {@link io.redoubt.jedis.RespConnection} from the {@link
 * io.redoubt.jedis.ConnectionPool}, writes, reads, and returns it. Otherwise its call is queued in the {@link
 * io.redoubt.jedis.BatchDispatcher}, whose I/O threads write what is queued as one batch. Whatever is thrown between
 * the first byte written and the last one read closes the connection, so that a late reply has nowhere to go.
 *
 * <p>Reads and writes have no timeout of their own. The {@link io.redoubt.jedis.DeadlineMonitor}, one thread a
 * driver, closes the socket of every exchange whose deadline has passed, which bounds connecting, the TLS handshake,
 * the log-in, a blocked write and a slow reply alike.
 */
@NullMarked
package io.redoubt.jedis;

import org.jspecify.annotations.NullMarked;

/**
 * Redis driver on Jedis. Contains connection code only, on the public API of Jedis 7.0 to 8.
 *
 * <p>A caller that finds few others pending borrows a {@link io.redoubt.jedis.RespConnection} from the {@link
 * io.redoubt.jedis.ConnectionPool}, writes, reads, and returns the connection. Otherwise its call is queued in the
 * {@link io.redoubt.jedis.BatchDispatcher}, whose I/O threads write the queued calls as one batch. Any exception
 * or error between the first byte written and the last byte read closes the connection, so that a late reply
 * cannot be taken for the reply of another command.
 *
 * <p>Reads and writes have no timeout of their own. The {@link io.redoubt.jedis.DeadlineMonitor}, with one thread
 * for each driver, closes the socket of every exchange whose deadline has passed. This bounds connecting, the TLS
 * handshake, the login, a blocked write and a slow reply alike.
 */
@NullMarked
package io.redoubt.jedis;

import org.jspecify.annotations.NullMarked;

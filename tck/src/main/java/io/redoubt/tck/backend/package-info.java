/**
 * Backends on which the contracts of features run: this process, or a driver on a {@link
 * io.redoubt.tck.backend.Deployment} of real servers.
 *
 * <p>A contract does not know the number of servers. It sends a command about a key to the master of the key,
 * sends a command about servers to every master, and counts round trips per master.
 */
@NullMarked
package io.redoubt.tck.backend;

import org.jspecify.annotations.NullMarked;

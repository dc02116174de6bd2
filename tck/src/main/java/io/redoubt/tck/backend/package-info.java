/**
 * What a contract runs on: this process, or a driver on a {@link io.redoubt.tck.backend.Deployment} of real servers.
 *
 * <p>A contract does not know how many servers there are: it sends what is about a key to the key's master, what is about a
 * server to every master, and counts round trips for each master.
 */
@NullMarked
package io.redoubt.tck.backend;

import org.jspecify.annotations.NullMarked;

/**
 * Locks on Redis and embedded, under one contract. {@link io.redoubt.lock.Locks} is the way in; below it, {@code LockStore} is the
 * small port with the two implementations, and everything else is written once.
 */
@NullMarked
package io.redoubt.lock;

import org.jspecify.annotations.NullMarked;

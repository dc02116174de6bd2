/**
 * Distributed locks with leases and fencing tokens, on Redis or in this process, under one contract.
 *
 * <p>{@link io.redoubt.lock.LockProviderFactory} is the entry point. {@code LockStore} is the port with one
 * implementation for Redis and one for this process; all other code is shared by both.
 *
 * <p>Terms: a <em>lease</em> is the time for which the store keeps a lock for its holder without renewal; the
 * <em>validity</em> of a handle is the lease as its holder counts it, which ends slightly earlier; an <em>owner
 * token</em> is the random text that identifies one acquisition to the store; a <em>fencing token</em> is the
 * number, increasing per lock name, that a holder passes to the resource that the lock protects; an
 * <em>orphan</em> is a lock that the store may still hold although no handle uses it any more.
 */
@NullMarked
package io.redoubt.lock;

import org.jspecify.annotations.NullMarked;

/**
 * Write-behind ({@link io.redoubt.api.cache.WriteBehind}): writes of values to their source in the background.
 *
 * <p>It is implemented once, above the interface {@code PendingWriteStore}, which has a Redis and an embedded
 * implementation.
 *
 * <p>Terms:
 * <ul>
 * <li><b>Source</b>: the application's system of record, such as a database.
 * <li><b>Pending write</b>: a write that was accepted and has not reached the source yet. A key has at most one,
 * the last.
 * <li><b>Key text</b>: a key in the form of text that its region defines. The Lua scripts call it <i>entry</i>.
 * <li><b>Shard</b>: one of the partitions of the pending writes of a region. A key always belongs to the same shard.
 * <li><b>Lease</b>: the exclusive right of one worker, identified by its token, to write a shard for a limited time.
 * <li><b>Dead letter</b>: a write that was given up after too many failed attempts, kept with the reason.
 * </ul>
 */
@NullMarked
package io.redoubt.cache.internal.writebehind;

import org.jspecify.annotations.NullMarked;

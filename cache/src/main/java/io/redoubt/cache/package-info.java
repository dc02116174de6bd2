/**
 * Implementation of the cache, {@link io.redoubt.api.cache.CacheStore} and its regions, on Redis and in this process.
 * The features are written once, above small storage ports of encoded data ({@code ValueStore}, {@code SetStore},
 * {@code ListStore}, {@code LeaderboardStore}, {@code PatternDeletion}, {@code RegionStore}). Each port has a Redis
 * and an embedded implementation.
 *
 * <p>Terms of this package:
 *
 * <dl>
 *   <dt>Entry
 *   <dd>What a region stores for one key. The text of the key names it.
 *   <dt>Envelope
 *   <dd>Stored form of a value: a line of metadata, then the encoded value.
 *   <dt>Negative entry
 *   <dd>Envelope without a value, which records that the source has none.
 *   <dt>Entry token
 *   <dd>The first 18 bytes of an entry. They identify its content: the version of a value, or a load marker.
 *   <dt>Load marker
 *   <dd>Content of an entry that is being loaded: the token of its loader, with the lease as its time to live.
 *   <dt>Load permit
 *   <dd>Right to run a loader and to store its result, held by means of a load marker or a refresh lease.
 *   <dt>Refresh lease
 *   <dd>Key beside an entry, held by the process that reloads a value while the old one is still served.
 *   <dt>Grace
 *   <dd>The last part of the time to live of a value, in which it is stale.
 *   <dt>Invalidation version
 *   <dd>Version of a tag (tag version) or of a region, replaced at each invalidation. Scripts and
 *       {@code docs/formats.md} call it a stamp.
 *   <dt>Clear version
 *   <dd>Invalidation version of a region that is replaced when the region is cleared; key {@code all}.
 *   <dt>Region version
 *   <dd>Invalidation version of a region that is replaced when any of its tags is invalidated or the region is cleared;
 *       key {@code guard}. While it is the one in an envelope, the value is valid, and the others need not be read.
 *   <dt>Tick
 *   <dd>Value of the logical clock of a region object, which orders calls, loads and invalidations in this process.
 *   <dt>In-flight load
 *   <dd>Load of an entry in this process that other callers may join (single flight).
 *   <dt>Superseded load
 *   <dd>Load whose entry was changed or invalidated in the meantime. Its value is returned but not stored.
 * </dl>
 */
@NullMarked
package io.redoubt.cache;

import org.jspecify.annotations.NullMarked;

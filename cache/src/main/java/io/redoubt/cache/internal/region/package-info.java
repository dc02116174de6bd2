/**
 * Regions: read-through with single flight, invalidation by key, tag and region, refresh, and stale values as
 * fallbacks.
 *
 * <p>An entry is described in four forms: as it is stored ({@code StoredEntry}), as it was read ({@code
 * ReadResult}), by the right to load it ({@code LoadPermit}), and by what a load gave ({@code LoadResult}). Two
 * interfaces, {@code EntryStore} and {@code TagVersionStore}, have a Redis and an embedded implementation each.
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
 *   <dt>Entry version
 *   <dd>The first 18 bytes of an entry, which identify its content: the version of a value, or a load marker.
 *   <dt>Load marker
 *   <dd>Content of an entry that is being loaded: the version that its loader has chosen, with the lease as its time to
 *       live.
 *   <dt>Load permit
 *   <dd>Right to run a loader and to store its result, held by means of a load marker or a refresh lease.
 *   <dt>Refresh lease
 *   <dd>Key beside an entry, held by the process that reloads a value while the old one is still served.
 *   <dt>Grace
 *   <dd>The last part of the time to live of a value, in which it is stale.
 *   <dt>Tag version
 *   <dd>Number and random digits that are replaced at each invalidation of a tag. A region as a whole has two more.
 *   <dt>Clear version
 *   <dd>Version that is replaced when the region is cleared; key {@code all}.
 *   <dt>Region version
 *   <dd>Version that is replaced when any of the region's tags is invalidated or the region is cleared; key
 *       {@code guard}. While it is the one in an envelope, the value is valid, and the others need not be read.
 *   <dt>Tick
 *   <dd>Value of the logical clock of a region object, which orders calls, loads and invalidations in this process.
 *   <dt>In-flight load
 *   <dd>Load of an entry in this process that other callers may join (single flight).
 *   <dt>Superseded load
 *   <dd>Load whose entry was changed or invalidated in the meantime. Its value is returned but not stored.
 * </dl>
 */
@NullMarked
package io.redoubt.cache.internal.region;

import org.jspecify.annotations.NullMarked;

/**
 * Caching: a store of values under keys, regions that load missing values, and writing through and behind the
 * cache.
 *
 * <p>Terms: a <em>region</em> holds the cached values of one kind; an <em>entry</em> is what a region stores for
 * one key: a value, or the knowledge that none exists; a <em>tag</em> groups entries so that they can be
 * invalidated together; the <em>source</em> is the system of record, such as a database, from which values are
 * loaded and to which they are written; a <em>stale</em> value is one past its time to live that is still kept as
 * a fallback.
 */
@NullMarked
package io.redoubt.api.cache;

import org.jspecify.annotations.NullMarked;

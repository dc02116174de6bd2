package io.redoubt.cache;

/**
 * What was in the store when a load began, and goes away when the entry or anything in its region is invalidated. Immutable.
 *
 * @param mark what was in the entry's cell
 */
record ValiditySnapshot(EntryToken token, InvalidationVersion regionVersion) {}

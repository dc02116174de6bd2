package io.redoubt.cache;

/**
 * State of the store on which a load is based. It no longer matches the store once the entry, a tag or the region
 * has been invalidated. Immutable.
 *
 * @param token the token of the entry's content
 * @param regionVersion the region version read with it
 */
record ValiditySnapshot(EntryToken token, InvalidationVersion regionVersion) {}

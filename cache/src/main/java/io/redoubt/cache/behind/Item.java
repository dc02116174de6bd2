package io.redoubt.cache.behind;

/**
 * A write that was taken to be written.
 *
 * @param position where it stands in what waits
 */
record Item(String position, String entry, Queued queued) {

    long id() {
        return queued.id();
    }
}

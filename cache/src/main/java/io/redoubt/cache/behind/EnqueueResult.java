package io.redoubt.cache.behind;

/** Whether a write was accepted. */
sealed interface EnqueueResult {

    /** It was. */
    record Accepted(long id) implements EnqueueResult {}

    /** So many keys wait in its shard that it was not. */
    record Full(long depth) implements EnqueueResult {}
}

package io.redoubt.cache.internal.writebehind;

import io.redoubt.api.cache.BatchWriter;
import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.redis.core.LogThrottle;

/**
 * Holder of the objects that all worker threads of a write-behind queue share. Each {@link ShardWorker} writes the
 * pending writes of one shard (hash partition) to the data source.
 *
 * @param throttle the log throttle for temporary failures
 * @param deadLetterThrottle the log throttle for dead letters, separate so that an operator learns of them
 *     whatever else fails
 */
record ShardWorkerContext<K, V>(
        String name,
        WriteBehindSettings settings,
        Region<K, V> region,
        BatchWriter<K, V> writer,
        PendingWriteStore pendingWrites,
        PendingWriteCodec<K, V> writeCodec,
        LeaseRenewer leaseRenewer,
        WriteBehindCounters counters,
        LogThrottle throttle,
        LogThrottle deadLetterThrottle) {}

package io.redoubt.cache.behind;

import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.WriteBehindSpec;
import io.redoubt.api.cache.Writer;
import io.redoubt.redis.core.LogThrottle;

/**
 * What the drainers of a name share.
 *
 * @param throttle for failures that pass
 * @param givenUp for writes that were given up, of which an operator must know whatever else fails
 */
record ShardContext<K, V>(
        WriteBehindSpec<K, V> spec,
        Region<K, V> region,
        Writer<K, V> writer,
        PendingWriteStore pendingWrites,
        WriteCodec<K, V> writeCodec,
        LeaseRenewer leaseRenewer,
        WriteBehindCounters counters,
        LogThrottle throttle,
        LogThrottle deadLetterThrottle) {}

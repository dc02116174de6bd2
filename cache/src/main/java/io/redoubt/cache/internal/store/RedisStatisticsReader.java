package io.redoubt.cache.internal.store;

import io.redoubt.api.cache.ServerStatistics;
import io.redoubt.redis.Node;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Supplier that computes {@link ServerStatistics} by adding up the {@code INFO} figures of all masters. */
record RedisStatisticsReader(RedisKeyspace keyspace) implements Supplier<ServerStatistics> {

    // Without arguments: before Redis 7, INFO takes one section at most.
    private static final Command INFO = Command.keyless("INFO");
    private static final Pattern KEYS = Pattern.compile("db[0-9]+:keys=([0-9]+)");

    @Override
    public ServerStatistics get() {
        Map<Node, Reply> replies =
                keyspace.calls().readEveryMaster(keyspace.operation("serverStatistics", "all masters"), INFO);
        Map<String, Long> sums = new HashMap<>();
        replies.values().forEach(reply -> add(ReplyValues.text(reply), sums));
        return new ServerStatistics(
                replies.size(),
                sums.getOrDefault("keys", 0L),
                sums.getOrDefault("used_memory", 0L),
                sums.getOrDefault("maxmemory", 0L),
                sums.getOrDefault("evicted_keys", 0L),
                sums.getOrDefault("expired_keys", 0L));
    }

    private static void add(String info, Map<String, Long> sums) {
        info.lines().forEach(line -> {
            Matcher keys = KEYS.matcher(line);
            if (keys.lookingAt()) {
                sums.merge("keys", Long.parseLong(keys.group(1)), Long::sum);
                return;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? "" : line.substring(0, colon);
            switch (field) {
                case "used_memory", "maxmemory", "evicted_keys", "expired_keys" ->
                    sums.merge(field, Long.parseLong(line.substring(colon + 1).strip()), Long::sum);
                default -> {}
            }
        });
    }
}

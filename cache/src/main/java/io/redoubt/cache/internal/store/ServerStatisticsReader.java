package io.redoubt.cache.internal.store;

import io.redoubt.api.cache.ServerStatistics;
import io.redoubt.redis.Node;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Supplier that computes {@link ServerStatistics} by adding up the {@code INFO} figures of all masters. */
record ServerStatisticsReader(PrefixedRedisOperations redis) implements Supplier<ServerStatistics> {

    // Without arguments: before Redis 7, INFO takes one section at most.
    private static final Command INFO = Command.keyless("INFO");
    private static final Pattern KEYS = Pattern.compile("db[0-9]+:keys=([^,]*)");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,20}");
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);

    @Override
    public ServerStatistics get() {
        Map<Node, Reply> replies =
                redis.calls().readEveryMaster(redis.operation("serverStatistics", "all masters"), INFO);
        Map<String, Long> sums = new HashMap<>();
        replies.values().forEach(reply -> add(reply, sums));
        return new ServerStatistics(
                replies.size(),
                sums.getOrDefault("keys", 0L),
                sums.getOrDefault("used_memory", 0L),
                sums.getOrDefault("maxmemory", 0L),
                sums.getOrDefault("evicted_keys", 0L),
                sums.getOrDefault("expired_keys", 0L));
    }

    private static void add(Reply reply, Map<String, Long> sums) {
        ReplyValues.text(reply).lines().forEach(line -> {
            Matcher keys = KEYS.matcher(line);
            if (keys.lookingAt()) {
                add("keys", keys.group(1), reply, sums);
                return;
            }
            int colon = line.indexOf(':');
            String field = colon < 0 ? "" : line.substring(0, colon);
            switch (field) {
                case "used_memory", "maxmemory", "evicted_keys", "expired_keys" ->
                    add(field, line.substring(colon + 1).strip(), reply, sums);
                default -> {}
            }
        });
    }

    /** Adds a number. Numbers and sums above {@link Long#MAX_VALUE}, such as a limit of 2^64 - 1 bytes, count as it. */
    private static void add(String field, String digits, Reply reply, Map<String, Long> sums) {
        if (!NUMBER.matcher(digits).matches()) {
            throw ReplyValues.unexpected(reply, "a number for " + field + " in INFO");
        }
        long number = new BigInteger(digits).min(MAX).longValue();
        sums.merge(field, number, (first, second) -> first > Long.MAX_VALUE - second ? Long.MAX_VALUE : first + second);
    }
}

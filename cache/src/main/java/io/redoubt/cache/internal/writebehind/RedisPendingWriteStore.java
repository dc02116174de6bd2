package io.redoubt.cache.internal.writebehind;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.cache.DeadLetter;
import io.redoubt.redis.core.BatchedCallResult;
import io.redoubt.redis.core.BatchedScriptCall;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.OperationDescription;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.ScriptResources;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Redis storage for the waiting writes of a write-behind queue, with a stream and a hash for each partition (shard).
 * The stream contains the keys, the hash the encoded writes by key. All keys of a shard are in one slot.
 */
final class RedisPendingWriteStore implements PendingWriteStore {

    private static final Script ACCEPT = ScriptResources.load(RedisPendingWriteStore.class, "enqueue.lua");
    private static final Script TAKE = ScriptResources.load(RedisPendingWriteStore.class, "poll.lua");
    private static final Script RENEW = ScriptResources.load(RedisPendingWriteStore.class, "renew.lua");
    private static final Script RELEASE = ScriptResources.load(RedisPendingWriteStore.class, "release.lua");
    private static final Script ACKNOWLEDGE = ScriptResources.load(RedisPendingWriteStore.class, "acknowledge.lua");
    private static final Script BURY = ScriptResources.load(RedisPendingWriteStore.class, "dead_letter.lua");
    private static final Script STATE = ScriptResources.load(RedisPendingWriteStore.class, "state.lua");

    /** The maximum size of a batch in bytes, so that one reply does not delay all others. */
    private static final byte[] MAX_BATCH_BYTES = ascii(4 << 20);

    /** An id is never below the server's clock, so the last id is needed no longer than clocks may differ. */
    private static final byte[] LAST_ID_TTL_MILLIS = ascii(Duration.ofDays(7).toMillis());

    /** The longest lease that a {@link io.redoubt.api.cache.WriteBehindSettings} allows. */
    private static final byte[] MAX_LEASE_MILLIS = ascii(Duration.ofMinutes(5).toMillis());

    private static final Duration STATISTICS_TIMEOUT = Duration.ofSeconds(10);

    private final RedisOperations calls;
    private final String name;
    private final String template;
    private final List<RedisShardKeys> shards;
    private final ShardCountCheck shardCount;
    private final RedisDeadLetters deadLetters;

    RedisPendingWriteStore(RedisOperations calls, KeySpace space, String name, int shards) {
        this.calls = calls;
        this.name = name;
        this.template = space.start() + "{" + name + ":*";
        this.shards = IntStream.range(0, shards)
                .mapToObj(shard -> new RedisShardKeys(space, name, shard))
                .toList();
        this.shardCount = new ShardCountCheck(calls, space, name, shards);
        this.deadLetters = new RedisDeadLetters(calls, this.shards, operation("deadLetters", name));
    }

    @Override
    public EnqueueResult enqueue(ShardedKey key, byte[] body, int maxDepthOfShard) {
        shardCount.check();
        RedisShardKeys shardKeys = shards.get(key.shard());
        long id = ReplyValues.number(calls.run(
                operation("put", key.keyText()),
                ACCEPT,
                List.of(shardKeys.stream(), shardKeys.pending(), shardKeys.deadLetters(), shardKeys.lastId()),
                List.of(utf8(key.keyText()), body, ascii(maxDepthOfShard), LAST_ID_TTL_MILLIS)));
        return id > 0 ? new EnqueueResult.Accepted(id) : new EnqueueResult.Full(-id);
    }

    @Override
    public List<PendingWriteLookupResult> pending(List<ShardedKey> keys) {
        List<Command> commands = keys.stream()
                .map(key -> Command.keyed("HGET", shards.get(key.shard()).pending(), utf8(key.keyText())))
                .toList();
        String subject = keys.size() == 1 ? keys.get(0).keyText() : keys.size() + " keys";
        return calls.readEach(operation("pending", subject), commands).stream()
                .map(RedisPendingWriteStore::pending)
                .toList();
    }

    private static PendingWriteLookupResult pending(BatchedCallResult outcome) {
        if (outcome instanceof BatchedCallResult.Failed failed) {
            return new PendingWriteLookupResult.Failed(failed.reason());
        }
        StoredWrite found = ((BatchedCallResult.Replied) outcome).reply() instanceof Reply.Data data
                ? WriteReplyParser.storedWriteOrNull(data.value())
                : null;
        return found == null ? new PendingWriteLookupResult.None() : new PendingWriteLookupResult.Found(found);
    }

    @Override
    public PollResult poll(int shard, String token, Duration lease, int max) {
        shardCount.check();
        RedisShardKeys shardKeys = shards.get(shard);
        List<Reply> reply = ReplyValues.elements(calls.runRepeatable(
                operation("take", name),
                TAKE,
                List.of(shardKeys.lease(), shardKeys.stream(), shardKeys.pending(), shardKeys.deadLetters()),
                List.of(ascii(token), millis(lease), ascii(max), MAX_BATCH_BYTES, MAX_LEASE_MILLIS)));
        return switch (ReplyValues.count(reply.get(0))) {
            case -1 -> new PollResult.LeaseHeld(Duration.ofMillis(Math.max(0, ReplyValues.number(reply.get(1)))));
            case 0 -> new PollResult.Empty();
            default ->
                new PollResult.Batch(reply.subList(1, reply.size()).stream()
                        .map(WriteReplyParser::polledWrite)
                        .toList());
        };
    }

    @Override
    public boolean renew(int shard, String token, Duration lease) {
        return run("renew", RENEW, List.of(shards.get(shard).lease()), List.of(ascii(token), millis(lease))) == 1;
    }

    @Override
    public void release(int shard, String token) {
        run("release", RELEASE, List.of(shards.get(shard).lease()), List.of(ascii(token)));
    }

    @Override
    public boolean acknowledge(int shard, String token, List<PolledWrite> written) {
        RedisShardKeys shardKeys = shards.get(shard);
        List<byte[]> arguments = new ArrayList<>(1 + 3 * written.size());
        arguments.add(ascii(token));
        for (PolledWrite write : written) {
            arguments.add(ascii(write.streamId()));
            arguments.add(utf8(write.keyText()));
            arguments.add(ascii(write.id()));
        }
        return run(
                        "acknowledge",
                        ACKNOWLEDGE,
                        List.of(shardKeys.lease(), shardKeys.stream(), shardKeys.pending()),
                        arguments)
                == 1;
    }

    @Override
    public DeadLetterResult moveToDeadLetters(
            int shard, String token, PolledWrite write, String reason, int maxDeadLettersOfShard) {
        RedisShardKeys shardKeys = shards.get(shard);
        List<byte[]> arguments = List.of(
                ascii(token),
                ascii(write.streamId()),
                utf8(write.keyText()),
                ascii(write.id()),
                utf8(reason),
                ascii(maxDeadLettersOfShard));
        List<byte[]> keys =
                List.of(shardKeys.lease(), shardKeys.stream(), shardKeys.pending(), shardKeys.deadLetters());
        return switch ((int) run("giveUp", BURY, keys, arguments)) {
            case 0 -> DeadLetterResult.LEASE_LOST;
            case 1 -> DeadLetterResult.STORED;
            case 3 -> DeadLetterResult.FULL;
            default -> DeadLetterResult.SUPERSEDED;
        };
    }

    @Override
    public List<ShardStatistics> states() {
        List<BatchedScriptCall> runs = shards.stream()
                .map(keys -> new BatchedScriptCall(List.of(keys.stream(), keys.deadLetters()), List.of()))
                .toList();
        return calls.runEachRepeatable(operation("statistics", name), STATE, runs, STATISTICS_TIMEOUT).stream()
                .map(RedisPendingWriteStore::state)
                .toList();
    }

    private static ShardStatistics state(BatchedCallResult outcome) {
        if (outcome instanceof BatchedCallResult.Failed failed) {
            throw failed.reason();
        }
        List<Reply> counts = ReplyValues.elements(((BatchedCallResult.Replied) outcome).reply());
        return new ShardStatistics(
                ReplyValues.number(counts.get(0)),
                Duration.ofMillis(ReplyValues.number(counts.get(1))),
                ReplyValues.number(counts.get(2)));
    }

    @Override
    public List<DeadLetter> deadLetters(int max) {
        return deadLetters.list(max);
    }

    @Override
    public int retryDeadLetters(int maxDepthOfShard) {
        return deadLetters.retry(maxDepthOfShard);
    }

    /** Runs a script that may be repeated without changing its effect. */
    private long run(String method, Script script, List<byte[]> keys, List<byte[]> arguments) {
        return ReplyValues.number(calls.runRepeatable(operation(method, name), script, keys, arguments));
    }

    private OperationDescription operation(String method, String subject) {
        return new OperationDescription("behind:" + name + "." + method, subject, template);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] millis(Duration duration) {
        return ascii(duration.toMillis());
    }
}

package io.redoubt.cache.behind;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.cache.DeadLetter;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.Operation;
import io.redoubt.redis.core.RedisCalls;
import io.redoubt.redis.core.ScriptOutcome;
import io.redoubt.redis.core.ScriptRun;
import io.redoubt.redis.core.Scripts;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What waits, on Redis: for each shard a stream of entries, and a hash of their values, in one slot. */
final class RedisBacklog implements Backlog {

    private static final Script ACCEPT = Scripts.load(RedisBacklog.class, "accept.lua");
    private static final Script TAKE = Scripts.load(RedisBacklog.class, "take.lua");
    private static final Script RENEW = Scripts.load(RedisBacklog.class, "renew.lua");
    private static final Script RELEASE = Scripts.load(RedisBacklog.class, "release.lua");
    private static final Script ACKNOWLEDGE = Scripts.load(RedisBacklog.class, "acknowledge.lua");
    private static final Script BURY = Scripts.load(RedisBacklog.class, "bury.lua");
    private static final Script STATE = Scripts.load(RedisBacklog.class, "state.lua");

    /** What a batch may weigh, so that one reply does not hold up all others. */
    private static final byte[] MOST_BYTES = ascii(4 << 20);

    /** An id is not below the server's clock, so the last one is needed no longer than clocks may differ. */
    private static final byte[] KEEP_ID = ascii(Duration.ofDays(7).toMillis());

    private static final Duration STATE_TIME = Duration.ofSeconds(10);

    private final RedisCalls calls;
    private final String name;
    private final String template;
    private final List<ShardKeys> shards;
    private final ShardCount count;
    private final RedisGraves graves;

    RedisBacklog(RedisCalls calls, KeySpace space, String name, int shards) {
        this.calls = calls;
        this.name = name;
        this.template = space.start() + "{" + name + ":*";
        this.shards = IntStream.range(0, shards)
                .mapToObj(shard -> new ShardKeys(space, name, shard))
                .toList();
        this.count = new ShardCount(calls, space, name, shards);
        this.graves = new RedisGraves(calls, this.shards, operation("deadLetters", name));
    }

    @Override
    public Acceptance accept(Place place, byte[] body, int depthOfShard) {
        count.check();
        ShardKeys keys = shards.get(place.shard());
        long id = Stored.number(calls.run(
                operation("put", place.entry()),
                ACCEPT,
                List.of(keys.stream(), keys.pending(), keys.dead(), keys.lastId()),
                List.of(utf8(place.entry()), body, ascii(depthOfShard), KEEP_ID)));
        return id > 0 ? new Acceptance.Accepted(id) : new Acceptance.Full(-id);
    }

    @Override
    public List<@Nullable Queued> pending(List<Place> places) {
        List<Command> commands = places.stream()
                .map(place -> Command.keyed("HGET", shards.get(place.shard()).pending(), utf8(place.entry())))
                .toList();
        String subject = places.size() == 1 ? places.get(0).entry() : places.size() + " keys";
        List<@Nullable Queued> found = new ArrayList<>(places.size());
        for (Reply reply : calls.readAll(operation("pending", subject), commands)) {
            found.add(reply instanceof Reply.Data data ? Stored.queued(data.value()) : null);
        }
        return found;
    }

    @Override
    public Take take(int shard, String token, Duration lease, int most) {
        count.check();
        ShardKeys keys = shards.get(shard);
        List<Reply> reply = Stored.elements(calls.runRepeatable(
                operation("take", name),
                TAKE,
                List.of(keys.lease(), keys.stream(), keys.pending()),
                List.of(ascii(token), millis(lease), ascii(most), MOST_BYTES)));
        return switch ((int) Stored.number(reply.get(0))) {
            // Without a time to live it is not of our making, and somebody has to look.
            case -1 -> new Take.Busy(Duration.ofMillis(Math.max(0, Stored.number(reply.get(1)))));
            case 0 -> new Take.Idle();
            default ->
                new Take.Batch(reply.subList(1, reply.size()).stream()
                        .map(Stored::item)
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
    public boolean acknowledge(int shard, String token, List<Item> written) {
        ShardKeys keys = shards.get(shard);
        List<byte[]> arguments = new ArrayList<>(1 + 3 * written.size());
        arguments.add(ascii(token));
        for (Item item : written) {
            arguments.add(ascii(item.position()));
            arguments.add(utf8(item.entry()));
            arguments.add(ascii(item.id()));
        }
        return run("acknowledge", ACKNOWLEDGE, List.of(keys.lease(), keys.stream(), keys.pending()), arguments) == 1;
    }

    @Override
    public Burial bury(int shard, String token, Item item, String reason, int deadLettersOfShard) {
        ShardKeys keys = shards.get(shard);
        List<byte[]> arguments = List.of(
                ascii(token),
                ascii(item.position()),
                utf8(item.entry()),
                ascii(item.id()),
                utf8(reason),
                ascii(deadLettersOfShard));
        List<byte[]> all = List.of(keys.lease(), keys.stream(), keys.pending(), keys.dead());
        return switch ((int) run("giveUp", BURY, all, arguments)) {
            case 0 -> Burial.LEASE_OVER;
            case 1 -> Burial.DONE;
            case 3 -> Burial.FULL;
            default -> Burial.SUPERSEDED;
        };
    }

    @Override
    public List<ShardState> states() {
        List<ScriptRun> runs = shards.stream()
                .map(keys -> new ScriptRun(List.of(keys.stream(), keys.dead()), List.of()))
                .toList();
        return calls.runEachRepeatable(operation("statistics", name), STATE, runs, STATE_TIME).stream()
                .map(RedisBacklog::state)
                .toList();
    }

    private static ShardState state(ScriptOutcome outcome) {
        if (outcome instanceof ScriptOutcome.Failed failed) {
            throw failed.reason();
        }
        List<Reply> counts = Stored.elements(((ScriptOutcome.Replied) outcome).reply());
        return new ShardState(
                Stored.number(counts.get(0)),
                Duration.ofMillis(Stored.number(counts.get(1))),
                Stored.number(counts.get(2)));
    }

    @Override
    public List<DeadLetter> deadLetters(int most) {
        return graves.list(most);
    }

    @Override
    public int retryDeadLetters(int depthOfShard) {
        return graves.revive(depthOfShard);
    }

    /** For steps that are the same if they are done twice. */
    private long run(String method, Script script, List<byte[]> keys, List<byte[]> arguments) {
        return Stored.number(calls.runRepeatable(operation(method, name), script, keys, arguments));
    }

    private Operation operation(String method, String subject) {
        return new Operation("behind:" + name + "." + method, subject, template);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] millis(Duration duration) {
        return ascii(duration.toMillis());
    }
}

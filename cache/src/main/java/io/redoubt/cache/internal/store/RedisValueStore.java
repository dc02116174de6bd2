package io.redoubt.cache.internal.store;

import static io.redoubt.redis.spi.Command.ascii;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreUnavailableException.Effect;
import io.redoubt.api.Ttl;
import io.redoubt.redis.core.BatchedCallResult;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.OperationDescription;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.ScriptResources;
import io.redoubt.redis.core.StoreFailures;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Redis storage for encoded cache values and counters, with one Redis string for each cache key. */
final class RedisValueStore implements ValueStore {

    private static final Script ADD = ScriptResources.load(RedisValueStore.class, "add.lua");
    private static final Script PERSIST = ScriptResources.load(RedisValueStore.class, "persist.lua");
    private static final byte[] PX = ascii("PX");
    private static final byte[] NX = ascii("NX");
    /** Reply to PTTL for a key that does not expire. */
    private static final long NO_TTL = -1;
    /** Reply to PTTL for a key that does not exist. */
    private static final long NO_KEY = -2;

    private final RedisOperations calls;
    private final KeySpace space;
    private final String feature;

    RedisValueStore(RedisOperations calls, KeySpace space, String feature) {
        this.calls = calls;
        this.space = space;
        this.feature = feature;
    }

    @Override
    public byte @Nullable [] get(String key) {
        return value(calls.read(operation("get", key), Command.keyed("GET", space.key(key))));
    }

    @Override
    public List<byte @Nullable []> getAll(List<String> keys) {
        List<Command> commands = new ArrayList<>(keys.size());
        for (String key : keys) {
            commands.add(Command.keyed("GET", space.key(key)));
        }
        List<byte @Nullable []> values = new ArrayList<>(keys.size());
        OperationDescription operation = bulk("getAll", keys.size());
        for (Reply reply : replies(operation, keys, calls.readEach(operation, commands), Effect.NONE)) {
            values.add(value(reply));
        }
        return values;
    }

    @Override
    public List<StoredValue> read(List<String> keys, Predicate<String> withTtl) {
        List<Command> commands = new ArrayList<>(2 * keys.size());
        List<Integer> positions = new ArrayList<>(keys.size());
        for (String key : keys) {
            byte[] physical = space.key(key);
            positions.add(commands.size());
            commands.add(Command.keyed("GET", physical));
            if (withTtl.test(key)) {
                // After the value, so that the time of a later value is read only if its change will be reported.
                commands.add(Command.keyed("PTTL", physical));
            }
        }
        OperationDescription operation = keys.size() == 1 ? operation("get", keys.get(0)) : bulk("getAll", keys.size());
        List<BatchedCallResult> outcomes = calls.readEach(operation, commands);
        List<Reply> values =
                replies(operation, keys, positions.stream().map(outcomes::get).toList(), Effect.NONE);
        List<StoredValue> read = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            int next = positions.get(i) + 1;
            boolean hasTtl = next < (i + 1 < keys.size() ? positions.get(i + 1) : outcomes.size());
            read.add(new StoredValue(
                    value(values.get(i)), hasTtl ? remainingNanos(values.get(i), outcomes.get(next)) : 0));
        }
        return read;
    }

    /** Returns zero also if the key was created or has ended between the two commands. */
    private static long remainingNanos(Reply value, BatchedCallResult ttl) {
        boolean exists = value instanceof Reply.Data;
        if (!(ttl instanceof BatchedCallResult.Replied replied) || !(replied.reply() instanceof Reply.Int millis)) {
            return 0;
        }
        long left = millis.value();
        if (left == NO_TTL || left == NO_KEY) {
            return exists == (left == NO_TTL) ? Long.MAX_VALUE : 0;
        }
        return exists ? TimeUnit.MILLISECONDS.toNanos(left) : 0;
    }

    @Override
    public void set(String key, byte[] value, Ttl ttl) {
        calls.write(operation("set", key), setCommand(key, value, ttl));
    }

    @Override
    public void setAll(Map<String, byte[]> values, Ttl ttl) {
        List<Command> commands = new ArrayList<>(values.size());
        values.forEach((key, value) -> commands.add(setCommand(key, value, ttl)));
        OperationDescription operation = bulk("setAll", values.size());
        var unused =
                replies(operation, List.copyOf(values.keySet()), calls.writeEach(operation, commands), Effect.UNKNOWN);
    }

    @Override
    public boolean setIfAbsent(String key, byte[] value, Ttl ttl) {
        byte[] physical = space.key(key);
        Command command = ttl instanceof Ttl.Expiring expiring
                ? Command.keyed("SET", physical, value, PX, millis(expiring.duration()), NX)
                : Command.keyed("SET", physical, value, NX);
        return !(calls.write(operation("setIfAbsent", key), command) instanceof Reply.Nil);
    }

    @Override
    public boolean delete(String key) {
        return ReplyValues.number(calls.write(operation("delete", key), Command.keyed("UNLINK", space.key(key)))) == 1;
    }

    @Override
    public long deleteAll(List<String> keys) {
        List<Command> commands = keys.stream()
                .map(key -> Command.keyed("UNLINK", space.key(key)))
                .toList();
        OperationDescription operation = bulk("deleteAll", keys.size());
        return replies(operation, keys, calls.writeEach(operation, commands), Effect.UNKNOWN).stream()
                .mapToLong(ReplyValues::number)
                .sum();
    }

    @Override
    public boolean exists(String key) {
        return ReplyValues.number(calls.read(operation("exists", key), Command.keyed("EXISTS", space.key(key)))) == 1;
    }

    @Override
    public Optional<Ttl> ttl(String key) {
        long millis = ReplyValues.number(calls.read(operation("ttl", key), Command.keyed("PTTL", space.key(key))));
        if (millis == NO_KEY) {
            return Optional.empty();
        }
        // Another program may have given it a longer time than Redoubt allows.
        return Optional.of(
                millis == NO_TTL
                        ? Ttl.permanent()
                        : Ttl.of(Duration.ofMillis(Math.min(Math.max(1, millis), Ttl.MAX.toMillis()))));
    }

    @Override
    public boolean expire(String key, Ttl ttl) {
        OperationDescription operation = operation("expire", key);
        byte[] physical = space.key(key);
        Reply reply = ttl instanceof Ttl.Expiring expiring
                ? calls.write(operation, Command.keyed("PEXPIRE", physical, millis(expiring.duration())))
                : calls.run(operation, PERSIST, List.of(physical), List.of());
        return ReplyValues.number(reply) == 1;
    }

    @Override
    public long add(String key, long delta, Ttl ttl) {
        byte[] millis = ttl instanceof Ttl.Expiring expiring ? millis(expiring.duration()) : ascii(0);
        OperationDescription operation = operation("counter", key);
        Reply reply = calls.run(operation, ADD, List.of(space.key(key)), List.of(ascii(delta), millis));
        return decimal(operation, reply);
    }

    @Override
    public long number(String key) {
        OperationDescription operation = operation("counter", key);
        Reply reply = calls.read(operation, Command.keyed("GET", space.key(key)));
        return reply instanceof Reply.Nil ? 0 : decimal(operation, reply);
    }

    /**
     * Returns the replies for all keys.
     *
     * @throws RedoubtException if a key failed; it names those that failed if others did not
     */
    private static List<Reply> replies(
            OperationDescription operation, List<String> keys, List<BatchedCallResult> outcomes, Effect ofOthers) {
        List<Reply> replies = new ArrayList<>(outcomes.size());
        Map<String, RedoubtException> failures = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            if (outcomes.get(i) instanceof BatchedCallResult.Failed failed) {
                failures.put(keys.get(i), failed.reason());
            } else if (outcomes.get(i) instanceof BatchedCallResult.Replied replied) {
                replies.add(replied.reply());
            }
        }
        if (!failures.isEmpty()) {
            throw StoreFailures.ofKeys(operation.name(), keys.size(), failures, ofOthers);
        }
        return replies;
    }

    private Command setCommand(String key, byte[] value, Ttl ttl) {
        return ttl instanceof Ttl.Expiring expiring
                ? Command.keyed("SET", space.key(key), value, PX, millis(expiring.duration()))
                : Command.keyed("SET", space.key(key), value);
    }

    private OperationDescription operation(String method, String key) {
        return new OperationDescription(feature + "." + method, key, space.start() + "*");
    }

    private OperationDescription bulk(String method, int keys) {
        return operation(method, keys + " keys");
    }

    private static byte[] millis(Duration duration) {
        return ascii(duration.toMillis());
    }

    private static byte @Nullable [] value(Reply reply) {
        return reply instanceof Reply.Data data ? data.value() : null;
    }

    private static long decimal(OperationDescription operation, Reply reply) {
        try {
            return CounterFormat.parse(ReplyValues.bytes(reply));
        } catch (NumberFormatException e) {
            throw new StoreRejectedException(
                    operation + ": the value there is not an integer. Use another key, or delete what is there",
                    "ERR",
                    e);
        }
    }
}

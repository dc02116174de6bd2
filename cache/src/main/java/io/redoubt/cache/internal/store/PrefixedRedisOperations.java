package io.redoubt.cache.internal.store;

import io.redoubt.api.Ttl;
import io.redoubt.redis.core.KeySpace;
import io.redoubt.redis.core.OperationDescription;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import java.util.List;

/**
 * Wrapper of {@link RedisOperations} that adds a prefix to the key of each command and script. It names the operation
 * and the key for errors. Thread-safe.
 *
 * @param near the near caches, to which each change is reported after it was made or has failed
 */
record PrefixedRedisOperations(RedisOperations calls, KeySpace space, String feature, NearValueCaches near) {

    Reply read(String method, String key, String command, byte[]... arguments) {
        return calls.read(operation(method, key), Command.keyed(command, space.key(key), arguments));
    }

    Reply write(String method, String key, String command, byte[]... arguments) {
        return near.change(
                key, () -> calls.write(operation(method, key), Command.keyed(command, space.key(key), arguments)));
    }

    Reply run(String method, String key, Script script, List<byte[]> arguments) {
        return near.change(key, () -> calls.run(operation(method, key), script, List.of(space.key(key)), arguments));
    }

    Reply runReading(String method, String key, Script script, byte[]... arguments) {
        return calls.runRepeatable(operation(method, key), script, List.of(space.key(key)), List.of(arguments));
    }

    OperationDescription operation(String method, String subject) {
        return new OperationDescription(feature + "." + method, subject, space.start() + "*");
    }

    /** Returns a time to live in milliseconds as scripts expect it: 0 for none. */
    static byte[] millis(Ttl ttl) {
        return Command.ascii(
                ttl instanceof Ttl.Expiring expiring ? expiring.duration().toMillis() : 0);
    }
}

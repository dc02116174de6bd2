package io.redoubt.lettuce;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.redoubt.redis.Node;
import io.redoubt.tck.load.LoadClient;
import java.time.Duration;

/**
 * Load client that uses Lettuce without this library: all callers use the synchronous commands of one connection.
 */
final class RawLettuce implements LoadClient {

    private final RedisClient client;
    private final RedisCommands<byte[], byte[]> commands;

    private RawLettuce(RedisClient client) {
        this.client = client;
        this.commands = client.connect(ByteArrayCodec.INSTANCE).sync();
    }

    static RawLettuce open(Node node) {
        RedisURI uri = RedisURI.create(node.host(), node.port());
        uri.setTimeout(Duration.ofSeconds(20));
        return new RawLettuce(RedisClient.create(uri));
    }

    @Override
    public byte[] get(byte[] key) {
        return commands.get(key);
    }

    @Override
    public boolean set(byte[] key, byte[] value, long millis) {
        return "OK".equals(commands.set(key, value, SetArgs.Builder.px(millis)));
    }

    @Override
    public byte[] script(String sha1, byte[] key, byte[] argument) {
        return commands.evalsha(sha1, ScriptOutputType.VALUE, new byte[][] {key}, argument);
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
    }
}

package io.redoubt.session;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RawRedis;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Driver that gives its Redis user, before each command, the right to the keys that this command declares, and to no
 * other key. What a script touches besides is refused by the server. Thread-safe.
 */
final class DeclaredKeysDriver extends ForwardingDriver {

    private final RawRedis admin;
    private final String user;
    private final Topology.Mode mode;
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> names = ConcurrentHashMap.newKeySet();

    /**
     * @param driver logs in as the user
     * @param admin a connection that may change the rights of users
     * @param mode what sessions take the server for
     */
    DeclaredKeysDriver(RedisDriver driver, RawRedis admin, String user, Topology.Mode mode) {
        super(driver);
        this.admin = admin;
        this.user = user;
        this.mode = mode;
    }

    /** Returns the names of the scripts that were run one by one. */
    Set<String> names() {
        return names;
    }

    @Override
    Topology.Mode mode(Topology actual) {
        return mode;
    }

    @Override
    public Reply execute(Command command, CallOptions options) {
        lock.lock();
        try {
            allow(keys(command));
            return super.execute(command, options);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Reply> pipeline(List<Command> commands, CallOptions options) {
        // One by one, since each has other keys.
        return commands.stream().map(command -> execute(command, options)).toList();
    }

    @Override
    public Reply script(Script script, List<byte[]> keys, List<byte[]> arguments, CallOptions options) {
        lock.lock();
        try {
            names.add(script.name());
            allow(keys);
            return super.script(script, keys, arguments, options);
        } finally {
            lock.unlock();
        }
    }

    private List<byte[]> keys(Command command) {
        List<byte[]> arguments = command.arguments();
        if (command.name().startsWith("EVAL")) {
            return arguments.subList(2, 2 + Integer.parseInt(text(arguments.get(1))));
        }
        byte[] key = command.routingKey();
        return key == null ? List.of() : List.of(key);
    }

    private void allow(List<byte[]> keys) {
        List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", user, "resetkeys"));
        keys.forEach(key -> words.add("~" + text(key)));
        admin.text(words.toArray(String[]::new));
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}

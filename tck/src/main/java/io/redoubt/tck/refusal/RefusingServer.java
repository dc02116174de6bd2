package io.redoubt.tck.refusal;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/**
 * Redis test server behind a proxy that answers chosen commands with an error itself, instead of passing them on. A
 * driver is connected to it. Closing verifies that no thread is left, so what uses the driver must be closed before.
 * Thread-safe.
 */
public final class RefusingServer implements AutoCloseable {

    /** Name of the command that runs a loaded script. */
    private static final String RUN_SCRIPT = "EVALSHA";

    /** Commands of the driver itself, to connect and to learn about the server, which are never refused. */
    private static final Set<String> OF_DRIVER =
            Set.of("HELLO", "AUTH", "CLIENT", "SELECT", "PING", "INFO", "COMMAND", "ROLE", "READONLY");

    private final Invariant.Snapshot threads = ThreadLeaks.none().snapshot();
    private final RedisServer server = RedisServers.start(ServerOptions.defaults());
    private final FaultProxy proxy = FaultProxy.before(server.host(), server.port());
    private final AtomicInteger scriptsSent = new AtomicInteger();
    private final AtomicInteger scriptsRefused = new AtomicInteger();
    private final RedisDriver driver;

    private RefusingServer(RedisDriverProvider provider) {
        RedisSettings settings = RedisSettings.builder()
                .node(new Node(proxy.host(), proxy.port()))
                .build();
        proxy.setCommandListener(command -> {
            if (new String(command, StandardCharsets.ISO_8859_1).contains(RUN_SCRIPT)) {
                scriptsSent.incrementAndGet();
            }
        });
        driver = RedisDriverFactory.open(provider, settings, System::nanoTime);
    }

    /** Starts a server that refuses nothing yet, and opens a driver. */
    public static RefusingServer open(RedisDriverProvider provider) {
        return new RefusingServer(provider);
    }

    /** Returns the driver, which is connected through the proxy. */
    public RedisDriver driver() {
        return driver;
    }

    /** Runs a test with each refusal and with a name for what the test stores. */
    public void forEach(List<Refusal> refusals, BiConsumer<Refusal, String> test) {
        for (Refusal refusal : refusals) {
            try {
                test.accept(refusal, refusal.code());
            } finally {
                heal();
            }
        }
    }

    /** Refuses these commands until {@link #heal}, but none of the driver itself. */
    public void refuse(Refusal refusal, Predicate<String> commands) {
        refuseAny(refusal, commands.and(command -> !OF_DRIVER.contains(command)));
    }

    /**
     * Refuses these commands until {@link #heal}, also those that the driver itself sends. A driver that opens a
     * connection meanwhile may fail, or learn less about the server than it should.
     */
    public void refuseAny(Refusal refusal, Predicate<String> refused) {
        proxy.faults().answer(command -> refused.test(command) && counted(command), "-" + refusal.message());
    }

    private boolean counted(String command) {
        if (command.equals(RUN_SCRIPT)) {
            scriptsRefused.incrementAndGet();
        }
        return true;
    }

    /** Refuses the next loaded script that is to run. */
    public void refuseNextScript(Refusal refusal) {
        proxy.faults().answerNext(1, RUN_SCRIPT::equals, "-" + refusal.message());
    }

    /** Refuses nothing more. */
    public void heal() {
        proxy.faults().heal();
    }

    /** Returns how many loaded scripts were sent and not refused by {@link #refuse}. */
    public int scriptsAccepted() {
        int refused = scriptsRefused.get(); // first, since a script is counted as sent before it is refused
        return scriptsSent.get() - refused;
    }

    /** Returns how many loaded scripts were refused by {@link #refuse}. */
    public int scriptsRefused() {
        return scriptsRefused.get();
    }

    @Override
    public void close() {
        driver.close();
        proxy.close();
        server.close();
        threads.verify();
    }
}

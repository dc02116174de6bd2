package io.redoubt.lock;

import io.redoubt.api.AsyncSettings;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.lock.LockProvider;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.tck.lock.LockContender;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Main class of a child process of {@link MultiProcessLockTest} with eight lock clients. It writes one line per
 * acquisition to its output, until it receives a line.
 */
final class LockContentionProcess {

    static final List<String> NAMES = List.of("a", "b", "c");

    private static final int CLIENTS = 8;

    private LockContentionProcess() {}

    public static void main(String[] arguments) throws InterruptedException, IOException {
        BackendAddress address = BackendAddress.in(arguments);
        AtomicBoolean goesOn = new AtomicBoolean(true);
        try (RedisDriver driver = address.open();
                LockProviderFactory locks = LockProviderFactory.redis(
                        driver, Duration.ofSeconds(1), address.prefix(), AsyncSettings.defaults(), System::nanoTime)) {
            warm(locks.provider());
            System.out.println("ready");
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String name = address.driver() + "-" + ProcessHandle.current().pid() + "-" + i;
                clients.add(new Thread(new LockContender(
                        name,
                        locks.provider(),
                        NAMES,
                        goesOn::get,
                        name.hashCode(),
                        seen -> System.out.println("A " + seen.line()))));
            }
            clients.forEach(Thread::start);
            // Also returns when the parent process has ended.
            System.in.read();
            goesOn.set(false);
            for (Thread client : clients) {
                client.join();
            }
        }
        System.out.println("done");
    }

    /** Repeats a first call until it succeeds, since the first call of a driver is slow on a busy machine. */
    private static void warm(LockProvider locks) {
        boolean answered = false;
        while (!answered) {
            try {
                locks.forceRelease("warm");
                answered = true;
            } catch (StoreUnavailableException e) {
                Thread.onSpinWait();
            }
        }
    }
}

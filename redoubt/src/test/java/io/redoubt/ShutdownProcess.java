package io.redoubt;

import io.redoubt.api.Ttl;
import io.redoubt.api.lock.LockOptions;
import io.redoubt.redis.RedisSettings;
import java.io.IOException;
import java.time.Duration;

/**
 * Process that holds a lock and waits for the reply to a call, until it is asked to end. Its arguments are the URL
 * of the server, the driver, and "closing" if the instance closes itself on shutdown.
 */
final class ShutdownProcess {

    static final String LOCK = "trade";
    static final String KEY = "in-progress";
    static final String PREFIX = "shutdown-test";

    private ShutdownProcess() {}

    /** Prints a line when it holds the lock, when the JVM shuts down, and when the call ends. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Redoubt redoubt = open(arguments[0], arguments[1], arguments[2]);
        redoubt.locks().acquire(LOCK, LockOptions.lease(Duration.ofMinutes(10)));
        Thread caller = new Thread(() -> {
            redoubt.cache().set(KEY, "v", Ttl.of(Duration.ofMinutes(10)));
            print("called");
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            print("shutting down");
            try {
                caller.join(); // or the JVM might end before the result of the call is printed
            } catch (InterruptedException e) {
                print("interrupted");
            }
        }));
        print("locked");
        System.in.read();
        caller.start();
        caller.join();
        Thread.currentThread().join(); // for ever: the signal ends the process
    }

    private static Redoubt open(String url, String driver, String mode) {
        RedoubtSettings.Builder builder = RedoubtSettings.builder()
                .redis(RedisSettings.fromUrl(url).toBuilder()
                        .commandTimeout(Duration.ofMinutes(1))
                        .connectTimeout(Duration.ofMinutes(1))
                        .closeTimeout(Duration.ofMinutes(1))
                        .build())
                .driver(driver)
                .keyPrefix(PREFIX);
        if (mode.equals("closing")) {
            builder.closeOnShutdown();
        }
        return Redoubt.open(builder.build());
    }

    private static void print(String line) {
        System.out.println(line);
        System.out.flush();
    }
}

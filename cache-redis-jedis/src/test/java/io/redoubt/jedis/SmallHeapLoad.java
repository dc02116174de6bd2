package io.redoubt.jedis;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.NodeCredentialsSource;
import io.redoubt.redis.spi.NodeListener;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Main class of a JVM in which other code takes all free memory while callers get values of 20 bytes to 4 MB.
 * Prints the numbers of calls that were answered, answered wrongly, failed, and hung. Arguments: host, port,
 * calls.
 */
final class SmallHeapLoad {

    /** Keys {@code k0} to {@code k63}; each value begins with its key and a colon. */
    static final int KEYS = 64;

    private static final int CALLERS = 16;

    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong wrong = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong hung = new AtomicLong();
    private final AtomicLong left;
    private volatile boolean over;

    private SmallHeapLoad(long calls) {
        this.left = new AtomicLong(calls);
    }

    /** Returns the size of a key's value: mostly small, for a few keys several megabytes. */
    static int size(int key) {
        return key % 16 == 15 ? 4_000_000 >> (key / 16) : 20 + key * 300;
    }

    public static void main(String[] arguments) throws InterruptedException {
        SmallHeapLoad load = new SmallHeapLoad(Long.parseLong(arguments[2]));
        NodeClientFactory driver =
                new JedisDriverProvider().open(RedisSettings.builder().build(), System::nanoTime);
        NodeClient client = driver.client(
                new Node(arguments[0], Integer.parseInt(arguments[1])),
                NodeCredentialsSource.fixed(null),
                0,
                new NodeListener() {
                    @Override
                    public void opened() {}

                    @Override
                    public void lost(DriverException reason) {}
                });
        Thread hog = new Thread(load::takeMemory, "hog");
        hog.start();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            Random random = new Random(i);
            Thread caller = new Thread(() -> load.call(client, random), "caller-" + i);
            callers.add(caller);
            caller.start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        load.over = true;
        hog.join();
        load.afterwards(client);
        System.out.println(load.answered + " " + load.wrong + " " + load.failed + " " + load.hung + " "
                + (client.load().inFlight() + client.load().waiting()));
        driver.close();
    }

    /**
     * Takes all free memory, in large pieces and then in smaller ones. After a moment it gives back either
     * everything, or so few of the large pieces that values of megabytes do not fit. This simulates a JVM that
     * spends the rest of its time on garbage collection.
     */
    private void takeMemory() {
        Random random = new Random(7);
        byte[][] taken = new byte[1024][];
        while (!over) {
            int count = 0;
            for (int size = 256 * 1024; size >= 4 * 1024 && count < taken.length; ) {
                try {
                    taken[count] = new byte[size];
                    count++;
                } catch (OutOfMemoryError e) {
                    size /= 4;
                }
            }
            LockSupport.parkNanos(random.nextInt(3_000_000));
            int first = random.nextInt(3) == 0 ? 0 : Math.max(0, count - 24);
            Arrays.fill(taken, first, taken.length, null);
            LockSupport.parkNanos(random.nextInt(150_000_000));
        }
    }

    private void call(NodeClient client, Random random) {
        while (left.getAndDecrement() > 0) {
            try {
                callOnce(client, random.nextInt(KEYS), random.nextInt(8) == 0);
            } catch (OutOfMemoryError e) {
                // Thrown in this harness, not in the driver.
                failed.incrementAndGet();
            }
        }
    }

    private void callOnce(NodeClient client, int key, boolean pipelined) {
        Command get = Command.keyed("GET", bytes("k" + key));
        Deadline deadline = Deadline.after(Duration.ofSeconds(60), System::nanoTime);
        try {
            if (pipelined) {
                Command other = Command.keyed("GET", bytes("k" + (key ^ 1)));
                List<Reply> replies = client.pipeline(List.of(get, other), deadline);
                check(key, replies.get(0));
                check(key ^ 1, replies.get(1));
            } else {
                check(key, client.execute(get, deadline));
            }
        } catch (DriverException e) {
            count(e);
        }
    }

    private void check(int key, Reply reply) {
        if (reply instanceof Reply.Missing missing) {
            count(missing.reason());
            return;
        }
        byte[] start = bytes("k" + key + ":");
        byte[] value = reply instanceof Reply.Data data ? data.value() : new byte[0];
        boolean right = value.length == start.length + size(key);
        for (int i = 0; right && i < start.length; i++) {
            right = value[i] == start[i];
        }
        (right ? answered : wrong).incrementAndGet();
    }

    private void count(DriverException e) {
        (e.kind() == DriverException.Kind.TIMEOUT ? hung : failed).incrementAndGet();
    }

    /** Verifies that the driver works as before when memory is free again, and that it keeps deadlines. */
    private void afterwards(NodeClient client) {
        for (int i = 0; i < KEYS; i++) {
            check(
                    i,
                    client.execute(
                            Command.keyed("GET", bytes("k" + i)),
                            Deadline.after(Duration.ofSeconds(20), System::nanoTime)));
        }
        try {
            Reply unused = client.execute(
                    Command.keyed("BLPOP", bytes("none"), bytes("0")),
                    Deadline.after(Duration.ofMillis(300), System::nanoTime));
            wrong.incrementAndGet();
        } catch (DriverException e) {
            if (e.kind() != DriverException.Kind.TIMEOUT) {
                wrong.incrementAndGet();
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

package io.redoubt.lettuce;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.NodeClientFactory;
import io.redoubt.redis.spi.NodeCredentialsSource;
import io.redoubt.test.server.RawRedis;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Main class of a JVM in which a {@link VerifiedLoad} competes with other code for Netty's direct memory. Prints
 * the result in one line, and ends with exit code 0 if nothing was wrong.
 */
final class DirectMemoryPressure {

    private static final int CALLERS = 32;
    private static final int LARGEST_PIECE = 256 << 10;
    private static final int SMALLEST_PIECE = 1 << 10;
    private static final int RELEASED_AT_A_TIME = 40;
    private static final int MAX_PAUSE_NANOS = 30_000_000;

    private DirectMemoryPressure() {}

    /** Runs the load. Arguments: host, port, seconds, and the size of the largest values. */
    public static void main(String[] arguments) throws Exception {
        Node node = new Node(arguments[0], Integer.parseInt(arguments[1]));
        Duration duration = Duration.ofSeconds(Long.parseLong(arguments[2]));
        int largest = Integer.parseInt(arguments[3]);
        AtomicBoolean over = new AtomicBoolean();
        Thread other = new Thread(() -> useDirectMemory(over), "other-user");
        RedisSettings settings =
                RedisSettings.builder().connectTimeout(Duration.ofSeconds(5)).build();
        try (RawRedis raw = RawRedis.connect(node.host(), node.port());
                NodeClientFactory driver = new LettuceDriverProvider().open(settings, System::nanoTime);
                NodeClient client = driver.client(node, NodeCredentialsSource.fixed(null), 0, new SilentListener())) {
            List<Integer> sizes = new ArrayList<>(Collections.nCopies(400, 200));
            sizes.addAll(Collections.nCopies(10, largest));
            VerifiedLoad load = new VerifiedLoad(client, raw, sizes, 30_000);
            other.start();
            long end = System.nanoTime() + duration.toNanos();
            load.run(CALLERS, () -> System.nanoTime() < end);
            over.set(true);
            other.join();
            System.out.println(load);
            System.out.flush();
            Runtime.getRuntime().halt(load.complaints().isEmpty() && load.failed() > 0 ? 0 : 1);
        }
    }

    /** Repeatedly takes all free direct memory, in ever smaller pieces, and gives some or all of it back. */
    private static void useDirectMemory(AtomicBoolean over) {
        Deque<ByteBuf> taken = new ArrayDeque<>();
        while (!over.get()) {
            for (int piece = LARGEST_PIECE; piece >= SMALLEST_PIECE; ) {
                try {
                    taken.add(UnpooledByteBufAllocator.DEFAULT.directBuffer(piece));
                } catch (OutOfMemoryError e) {
                    piece /= 2;
                }
            }
            boolean all = ThreadLocalRandom.current().nextBoolean();
            for (int i = 0; !taken.isEmpty() && (all || i < RELEASED_AT_A_TIME); i++) {
                taken.poll().release();
            }
            LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(MAX_PAUSE_NANOS));
        }
        taken.forEach(ByteBuf::release);
    }
}

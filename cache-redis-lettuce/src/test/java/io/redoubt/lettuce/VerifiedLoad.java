package io.redoubt.lettuce;

import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.NodeClient;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.RawRedis;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Load of concurrent callers of one client that check each outcome: a reply must be the caller's own, and a
 * failure must state correctly whether the command was executed. Thread-safe.
 *
 * <p>Every value begins with its key. {@code GETSET} on a key of the caller's own shows which of its earlier
 * commands were executed.
 */
final class VerifiedLoad {

    /** The time after which a call counts as forgotten. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final int MAX_COMPLAINTS = 20;

    private final NodeClient client;
    private final List<byte[]> keys = new ArrayList<>();
    private final List<byte[]> values = new ArrayList<>();
    private final int maxWritten;
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

    /**
     * Writes the values that the callers will read.
     *
     * @param sizes the sizes of those values
     * @param maxWritten the maximum size of the values that the callers write
     */
    VerifiedLoad(NodeClient client, RawRedis raw, List<Integer> sizes, int maxWritten) {
        this.client = client;
        this.maxWritten = maxWritten;
        for (int i = 0; i < sizes.size(); i++) {
            keys.add(ascii("key:" + i + ";"));
            values.add(value("key:" + i + ";", sizes.get(i)));
            raw.callBytes(ascii("SET"), keys.get(i), values.get(i));
        }
    }

    /**
     * Returns a value of the given size that begins with a name. Values of different names differ at every
     * position.
     */
    private static byte[] value(String name, int size) {
        byte[] pattern = ascii(name);
        byte[] value = new byte[Math.max(size, pattern.length)];
        for (int i = 0; i < value.length; i++) {
            value[i] = pattern[i % pattern.length];
        }
        return value;
    }

    /** Runs the callers until there is no more to do, each for at least one call, and waits for their end. */
    void run(int callers, BooleanSupplier more) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            String name = "own:" + caller + ":";
            Thread thread = new Thread(() -> call(name, more), "tck-verified-" + caller);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void call(String name, BooleanSupplier more) {
        Own own = new Own(name);
        try {
            do {
                int kind = ThreadLocalRandom.current().nextInt(10);
                if (kind < 6) {
                    get();
                } else if (kind < 8) {
                    getSeveral();
                } else {
                    own.exchange();
                }
            } while (more.getAsBoolean() && complaints.size() < MAX_COMPLAINTS);
        } catch (Throwable e) {
            complaints.add("a caller failed: " + e);
        }
    }

    private void get() {
        int i = ThreadLocalRandom.current().nextInt(keys.size());
        try {
            verify(client.execute(Command.keyed("GET", keys.get(i)), deadline()), i);
        } catch (DriverException e) {
            failed(e);
        }
    }

    private void getSeveral() {
        List<Integer> which = ThreadLocalRandom.current()
                .ints(2 + ThreadLocalRandom.current().nextInt(10), 0, keys.size())
                .boxed()
                .toList();
        List<Reply> replies = client.pipeline(
                which.stream().map(i -> Command.keyed("GET", keys.get(i))).toList(), deadline());
        for (int place = 0; place < which.size(); place++) {
            if (replies.get(place) instanceof Reply.Missing missing) {
                failed(missing.reason());
            } else {
                verify(replies.get(place), which.get(place));
            }
        }
    }

    private void verify(Reply reply, int i) {
        boolean right = reply instanceof Reply.Data data && Arrays.equals(data.value(), values.get(i));
        if (!right) {
            complaints.add("for " + new String(keys.get(i), StandardCharsets.US_ASCII) + " came " + begin(reply));
        }
        answered.incrementAndGet();
    }

    private void failed(DriverException failure) {
        failed.incrementAndGet();
        switch (failure.kind()) {
            case UNREACHABLE, CONNECTION_LOST, PROTOCOL -> {}
            default -> complaints.add("a call ended with " + failure);
        }
    }

    private static String begin(Reply reply) {
        if (reply instanceof Reply.Data data) {
            int length = Math.min(24, data.value().length);
            return data.value().length + " bytes: " + new String(data.value(), 0, length, StandardCharsets.US_ASCII);
        }
        return reply.toString();
    }

    private static Deadline deadline() {
        return Deadline.after(PATIENCE, System::nanoTime);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Returns the number of replies that were verified. */
    int answered() {
        return answered.get();
    }

    /** Returns the number of commands without a reply. */
    int failed() {
        return failed.get();
    }

    /** Returns descriptions of all wrong outcomes. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Caller with a key of its own, which records the outcomes of its commands. */
    private final class Own {

        private final String name;
        private final Map<Integer, String> outcomes = new HashMap<>();
        private int number;

        Own(String name) {
            this.name = name;
        }

        void exchange() {
            int size = ThreadLocalRandom.current().nextInt(10) == 0
                    ? ThreadLocalRandom.current().nextInt(maxWritten)
                    : ThreadLocalRandom.current().nextInt(1_000);
            int mine = ++number;
            Command command = Command.keyed("GETSET", ascii(name), value(name + mine + ";", size));
            try {
                Reply reply = client.execute(command, deadline());
                verifyPrevious(reply, mine);
                outcomes.keySet().removeIf(earlier -> "executed".equals(outcomes.get(earlier)));
                outcomes.put(mine, "executed");
                answered.incrementAndGet();
            } catch (DriverException e) {
                failed(e);
                outcomes.put(mine, e.execution() == Execution.UNKNOWN ? "unknown" : "not executed: " + e);
            }
        }

        private void verifyPrevious(Reply reply, int mine) {
            if (reply instanceof Reply.Nil) {
                if (outcomes.containsValue("executed")) {
                    complaints.add(name + mine + ": nothing was there");
                }
                return;
            }
            String text = reply instanceof Reply.Data data ? new String(data.value(), StandardCharsets.US_ASCII) : "";
            if (!text.startsWith(name)) {
                complaints.add("for " + name + mine + " came " + begin(reply));
                return;
            }
            int previous = Integer.parseInt(text.substring(name.length(), text.indexOf(';')));
            String outcome = outcomes.getOrDefault(previous, "superseded");
            if (!outcome.equals("executed") && !outcome.equals("unknown")) {
                complaints.add(name + previous + " was executed, and told to be " + outcome);
            }
        }
    }

    @Override
    public String toString() {
        return answered + " replies, " + failed + " commands without one, complaints: " + complaints;
    }
}

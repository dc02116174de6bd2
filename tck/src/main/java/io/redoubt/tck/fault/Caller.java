package io.redoubt.tck.fault;

import static io.redoubt.tck.fault.Keys.bytes;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.fault.Outcome.Place;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** One who calls again and again, and writes down what came of it. Run by one thread, watched by others. */
final class Caller implements Runnable {

    /** The time that every call has. */
    static final Duration DEADLINE = Duration.ofMillis(200);

    private static final long PAUSE_NANOS = Duration.ofMillis(4).toNanos();
    /** Made once: nobody's time is to be spent on that. */
    private static final byte[] UNKNOWN_FIELD = new byte[8 << 20];

    private static final CallOptions ONCE = CallOptions.within(DEADLINE);
    private static final Script STEP = Script.of("step.lua", "return redis.call('HINCRBY', KEYS[1], ARGV[1], 1)");
    private static final Script BOTH =
            Script.of("both.lua", "return {redis.call('GET', KEYS[1]), redis.call('GET', KEYS[2])}");

    private final RedisDriver driver;
    private final Ledger ledger;
    private final Keys keys;
    private final Place place;
    private final List<Sort> sorts;
    private final AtomicInteger answeredInARow = new AtomicInteger();
    private volatile long lastFailure;
    private volatile boolean stopped;

    Caller(RedisDriver driver, Ledger ledger, Keys keys, Place place, List<Sort> sorts) {
        this.driver = driver;
        this.ledger = ledger;
        this.keys = keys;
        this.place = place;
        this.sorts = sorts;
        this.lastFailure = System.nanoTime();
    }

    @Override
    public void run() {
        for (int turn = 0; !stopped; turn++) {
            call(sorts.get(turn % sorts.size()));
            // At random, lest all who travel together pause together, just when something happens.
            LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(2 * PAUSE_NANOS));
        }
    }

    void stop() {
        stopped = true;
    }

    /** Counts from here on. */
    void countAnew() {
        answeredInARow.set(0);
    }

    int answeredInARow() {
        return answeredInARow.get();
    }

    /** When the last call ended that got no reply, or a refusal; before any, when it began. */
    long lastFailure() {
        return lastFailure;
    }

    private void call(Sort sort) {
        List<Integer> ids = new ArrayList<>();
        for (int i = sort == Sort.PIPELINE ? 3 : 1; i > 0; i--) {
            ids.add(ledger.nextId());
        }
        long begun = System.nanoTime();
        List<Reply> replies;
        ledger.calls.increment();
        try {
            replies = send(sort, ids);
            ledger.failures.add(
                    replies.stream().filter(Reply.Missing.class::isInstance).count());
        } catch (DriverException e) {
            ledger.failures.increment();
            replies = ids.stream().map(id -> (Reply) new Reply.Missing(e)).toList();
        }
        long ended = System.nanoTime();
        boolean answered = true;
        for (int i = 0; i < ids.size(); i++) {
            Symptom symptom = Symptom.of(replies.get(i));
            boolean counts = sort == Sort.INCREMENT || sort == Sort.SCRIPT || (sort == Sort.PIPELINE && i != 1);
            ledger.add(new Outcome(ids.get(i), sort, place, symptom, counts, begun, ended));
            if (symptom.answered()) {
                check(sort, counts, replies.get(i));
            }
            answered &= symptom.answered();
        }
        if (answered) {
            answeredInARow.incrementAndGet();
        } else {
            answeredInARow.set(0);
            lastFailure = ended;
        }
    }

    private List<Reply> send(Sort sort, List<Integer> ids) {
        byte[] mark = bytes(Ledger.mark(ids.get(0)));
        CallOptions options = sort.repeatable() ? ONCE.repeatable() : ONCE;
        return switch (sort) {
            case INCREMENT -> List.of(driver.execute(step(mark), options));
            case READ -> List.of(driver.execute(read(mark), options));
            case SCRIPT -> List.of(driver.script(STEP, List.of(bytes(keys.counts())), List.of(mark), options));
            case BOTH ->
                List.of(driver.script(BOTH, List.of(bytes(keys.one()), bytes(keys.two())), List.of(mark), options));
            case PIPELINE ->
                driver.pipeline(
                        List.of(step(mark), read(bytes(Ledger.mark(ids.get(1)))), step(bytes(Ledger.mark(ids.get(2))))),
                        options);
            case LARGE -> List.of(driver.execute(large(mark), options));
        };
    }

    private Command step(byte[] mark) {
        return Command.keyed("HINCRBY", bytes(keys.counts()), mark, bytes("1"));
    }

    private Command read(byte[] mark) {
        return Command.keyed("HMGET", bytes(keys.counts()), bytes("known"), mark);
    }

    private Command large(byte[] mark) {
        return Command.keyed("HMGET", bytes(keys.counts()), bytes("known"), mark, UNKNOWN_FIELD);
    }

    private void check(Sort sort, boolean counts, Reply reply) {
        boolean right = counts
                ? reply.equals(new Reply.Int(1))
                : switch (sort) {
                    case BOTH -> reply instanceof Reply.Array array && are(array, Keys.ONE, Keys.TWO);
                    default ->
                        reply instanceof Reply.Array array
                                && is(array, 0, Keys.KNOWN)
                                && array.elements().get(1) instanceof Reply.Nil;
                };
        if (!right) {
            ledger.wrong(sort + " was answered with " + reply);
        }
    }

    private boolean are(Reply.Array array, String one, String two) {
        return is(array, 0, one) && is(array, 1, two);
    }

    private boolean is(Reply.Array array, int index, String expected) {
        Reply element = array.elements().get(index);
        if (element instanceof Reply.Nil) {
            // Right where a server has lost its data, which the trial knows.
            ledger.absent.increment();
            return true;
        }
        return element instanceof Reply.Data data && data.text().equals(expected);
    }
}

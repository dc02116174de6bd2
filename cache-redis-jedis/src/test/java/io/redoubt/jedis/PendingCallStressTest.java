package io.redoubt.jedis;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.support.PendingLimit;
import io.redoubt.redis.spi.support.ReplyBudget;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("A pending call, between its caller and an I/O thread,")
final class PendingCallStressTest {

    private static final int ROUNDS = 200_000;
    private static final int LEAD_NANOS = 3_000;

    private final ExceptionTranslator exceptions = new ExceptionTranslator(new Node("localhost", 1), () -> false);
    private final PendingLimit limit = new PendingLimit(1, 1_000);
    private final CyclicBarrier start = new CyclicBarrier(2);
    private final CyclicBarrier end = new CyclicBarrier(2);
    private volatile PendingCall call = next();
    private volatile boolean claimed;

    @Test
    @DisplayName("is either abandoned and never claimed, or claimed and answered or in doubt, and always released once")
    void claimedOrAbandoned() throws Exception {
        Thread ioThread = new Thread(this::claimAndAnswer, "stress-io");
        ioThread.start();
        Set<Optional<Execution>> seen = new HashSet<>();
        for (int round = 0; round < ROUNDS; round++) {
            start.await(20, TimeUnit.SECONDS);
            spin();
            @Nullable Execution gaveUp = outcome();
            end.await(20, TimeUnit.SECONDS);
            assertThat(claimed).isEqualTo(gaveUp != Execution.NOT_EXECUTED);
            assertThat(limit.commands()).isZero();
            seen.add(Optional.ofNullable(gaveUp));
            call = next();
        }
        ioThread.join(20_000);
        // The run is conclusive only if there were replies and both ways to give up.
        assertThat(seen).hasSize(3);
    }

    /**
     * Waits for the reply of the call. Returns null if the reply came, otherwise whether the command may have been
     * executed.
     */
    private @Nullable Execution outcome() {
        try {
            assertThat(call.awaitSingle()).isEqualTo(Reply.Nil.NIL);
            return null;
        } catch (DriverException e) {
            return e.execution();
        }
    }

    private void claimAndAnswer() {
        try {
            for (int round = 0; round < ROUNDS; round++) {
                start.await(20, TimeUnit.SECONDS);
                spin();
                claimed = call.claim();
                spin();
                if (claimed) {
                    call.receive(Reply.Nil.NIL);
                    call.complete().wake();
                }
                // In place of the monitor, so that waiting callers notice that their deadline has passed.
                call.checkDeadline();
                end.await(20, TimeUnit.SECONDS);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** Spins for a random time, at most about as long as the deadline of the call. */
    private static void spin() {
        long until = System.nanoTime() + ThreadLocalRandom.current().nextInt(LEAD_NANOS);
        while (System.nanoTime() - until < 0) {
            Thread.onSpinWait();
        }
    }

    private PendingCall next() {
        Duration soon = Duration.ofNanos(ThreadLocalRandom.current().nextInt(20 * LEAD_NANOS));
        return new PendingCall(
                List.of(Command.keyless("PING")),
                Deadline.after(soon, System::nanoTime),
                limit,
                ReplyBudget.of(1, 1),
                exceptions);
    }
}

package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A script call")
final class ScriptExecutorTest {

    private static final Reply NOSCRIPT = Reply.Refusal.parse("NOSCRIPT No matching script. Please use EVAL.");

    private final AtomicLong clock = new AtomicLong();
    private final Deque<Reply> replies = new ArrayDeque<>();
    private final List<Command> sent = new ArrayList<>();
    private final List<CallOptions> usedOptions = new ArrayList<>();
    private long nanosPerCall;

    @Test
    @DisplayName("sends the digest alone where the server knows the script")
    void known() {
        replies.add(new Reply.Int(7));

        assertThat(run(CallOptions.within(Duration.ofNanos(100)))).isEqualTo(new Reply.Int(7));

        assertThat(sent).extracting(Command::name).containsExactly("EVALSHA");
    }

    @Test
    @DisplayName("sends the source where it does not, within what is left of the time, and as idempotent as before")
    void unknown() {
        nanosPerCall = 30;
        replies.add(NOSCRIPT);
        replies.add(new Reply.Int(7));

        Reply reply = run(CallOptions.within(Duration.ofNanos(100)).repeatable());

        assertThat(reply).isEqualTo(new Reply.Int(7));
        assertThat(sent).extracting(Command::name).containsExactly("EVALSHA", "EVAL");
        assertThat(sent.get(1).routingKey()).isEqualTo(sent.get(0).routingKey());
        assertThat(usedOptions)
                .containsExactly(
                        new CallOptions(Duration.ofNanos(100), true), new CallOptions(Duration.ofNanos(70), true));
    }

    @Test
    @DisplayName("that may be sent once only stays so")
    void once() {
        replies.add(NOSCRIPT);
        replies.add(Reply.Nil.NIL);

        Reply reply = run(CallOptions.within(Duration.ofNanos(100)));

        assertThat(reply).isEqualTo(Reply.Nil.NIL);
        assertThat(usedOptions).extracting(CallOptions::idempotent).containsExactly(false, false);
    }

    @ParameterizedTest
    @ValueSource(longs = {100, 101, 1_000_000})
    @DisplayName("times out without having been executed if no time is left for the source")
    void noTimeLeft(long nanos) {
        nanosPerCall = nanos;
        replies.add(NOSCRIPT);

        assertThatThrownBy(() -> run(CallOptions.within(Duration.ofNanos(100))))
                .isInstanceOfSatisfying(DriverException.class, e -> {
                    assertThat(e.kind()).isEqualTo(DriverException.Kind.TIMEOUT);
                    assertThat(e.execution()).isEqualTo(DriverException.Execution.NOT_EXECUTED);
                    assertThat(e).hasMessageContaining("add.lua");
                });
        assertThat(sent).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ERR no", "WRONGTYPE x", "NOSCRIPTS", "ERR NOSCRIPT"})
    @DisplayName("hands back every other refusal")
    void otherRefusal(String line) {
        replies.add(Reply.Refusal.parse(line));

        assertThat(run(CallOptions.within(Duration.ofNanos(100)))).isEqualTo(Reply.Refusal.parse(line));
        assertThat(sent).hasSize(1);
    }

    @Test
    @DisplayName("sends the source once: a second NOSCRIPT is handed back")
    void twice() {
        replies.add(NOSCRIPT);
        replies.add(NOSCRIPT);

        assertThat(run(CallOptions.within(Duration.ofNanos(100)))).isEqualTo(NOSCRIPT);
        assertThat(sent).hasSize(2);
    }

    private Reply run(CallOptions options) {
        return ScriptExecutor.run(
                this::execute,
                Script.of("add.lua", "return 1"),
                List.of(Command.ascii("k")),
                List.of(),
                options,
                Deadline.after(options.timeout(), clock::get));
    }

    private Reply execute(Command command, CallOptions options) {
        sent.add(command);
        usedOptions.add(options);
        clock.addAndGet(nanosPerCall);
        return replies.remove();
    }
}

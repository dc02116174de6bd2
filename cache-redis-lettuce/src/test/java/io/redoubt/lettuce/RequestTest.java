package io.redoubt.lettuce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.lettuce.core.output.CommandOutput;
import io.netty.buffer.Unpooled;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import io.redoubt.redis.spi.support.PendingLimit;
import io.redoubt.redis.spi.support.ReplyBudget;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A request")
class RequestTest {

    private static final int NESTED_ARRAYS = 200_000;
    private static final Node NODE = new Node("localhost", 1);
    private static final RedisSettings SETTINGS = RedisSettings.builder().build();
    private static final ExceptionTranslator EXCEPTIONS = new ExceptionTranslator(NODE, () -> false);

    private final LettuceNodeClientFactory driver = new LettuceNodeClientFactory(SETTINGS, System::nanoTime);
    private final PendingLimit limit = new PendingLimit(10, 1_000);
    private final Request request =
            Request.of(List.of(Command.keyless("ECHO", new byte[] {1, 2, 3})), limit, ReplyBudget.of(1, 1));

    @AfterEach
    void close() {
        driver.close();
    }

    private static Deadline within(Duration time) {
        return Deadline.after(time, System::nanoTime);
    }

    private DriverException waitedInVain(Duration time) {
        return catchThrowableOfType(DriverException.class, () -> request.awaitSingle(within(time), EXCEPTIONS));
    }

    private DriverException waitedInVain() {
        return waitedInVain(Duration.ZERO);
    }

    private void verifyNoRoomTaken() {
        assertThat(limit.commands()).isZero();
        assertThat(limit.bytes()).isZero();
    }

    @Test
    @DisplayName("whose caller has left is never written, and its room is given back once, however often it is awaited")
    void cancelled() {
        assertThat(limit.tryAcquire(request.size(), request.bytes())).isTrue();
        for (int i = 0; i < 3; i++) {
            DriverException reason = waitedInVain();
            assertThat(reason.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(reason.execution()).isEqualTo(Execution.NOT_EXECUTED);
        }
        verifyNoRoomTaken();
        assertThat(request.claim()).isFalse();
        request.refuse(EXCEPTIONS.lost("broke"));
        verifyNoRoomTaken();
    }

    @Test
    @DisplayName("whose caller has left after it was written has an unknown outcome, and gives its room back once")
    void abandoned() {
        assertThat(limit.tryAcquire(request.size(), request.bytes())).isTrue();
        assertThat(request.claim()).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(waitedInVain().execution()).isEqualTo(Execution.UNKNOWN);
        }
        request.refuse(EXCEPTIONS.lost("broke"));
        verifyNoRoomTaken();
    }

    @Test
    @DisplayName("that waits for a connection which is replaced goes over the next one")
    void handedOver() {
        CommandMultiplexer former = connection(EXCEPTIONS);
        CommandMultiplexer next = connection(EXCEPTIONS);
        assertThat(limit.tryAcquire(request.size(), request.bytes())).isTrue();
        former.send(request);
        former.retire(next::send, EXCEPTIONS.lost("was replaced"));
        assertThat(former.retired()).isTrue();
        assertThat(next.awaitingConnection()).isEqualTo(1);
        next.connectFailed(new IOException("no route"));
        assertThat(waitedInVain(Duration.ofMinutes(1)).kind()).isEqualTo(Kind.UNREACHABLE);
        verifyNoRoomTaken();
    }

    @Test
    @DisplayName("is ended with its connection though an error was thrown while its last reply was taken")
    void errorAtLastReply() {
        Command ping = Command.keyless("PING");
        Request two = Request.of(List.of(ping, ping), null, ReplyBudget.of(2, 1_000));
        CommandMultiplexer connection = connection(EXCEPTIONS);
        two.assignTo(connection);
        two.commands().forEach(command -> command.encode(Unpooled.buffer()));
        two.commands().get(0).getOutput().set(1);
        two.commands().get(0).getOutput().complete(0);
        two.commands().get(0).complete();
        CancellableCommand last = two.commands().get(1);
        nest(last.getOutput());
        Error thrown = catchThrowableOfType(StackOverflowError.class, last::complete);
        assertThat(thrown).isNotNull();
        connection.fail(thrown);
        List<Reply> replies = two.await(within(Duration.ofSeconds(10)), EXCEPTIONS);
        assertThat(replies.get(0)).isEqualTo(new Reply.Int(1));
        assertThat(replies.get(1))
                .isInstanceOfSatisfying(
                        Reply.Missing.class,
                        missing -> assertThat(missing.reason().kind()).isEqualTo(Kind.CONNECTION_LOST));
    }

    /** Gives an output a reply that is nested too deeply for its size to be computed. */
    private static void nest(CommandOutput<byte[], byte[], Reply> output) {
        for (int i = 0; i < NESTED_ARRAYS; i++) {
            output.multi(1);
        }
        output.set(1);
        for (int depth = NESTED_ARRAYS; depth >= 0; depth--) {
            output.complete(depth);
        }
    }

    private CommandMultiplexer connection(ExceptionTranslator exceptions) {
        return new CommandMultiplexer(driver, exceptions, SETTINGS, null, whenEnded -> {});
    }

    @Test
    @DisplayName("is refused when its connection fails, though there is no memory to say why")
    void noMemory() {
        ExceptionTranslator exhausted = new ExceptionTranslator(NODE, () -> {
            throw new OutOfMemoryError("injected by a test");
        });
        CommandMultiplexer connection = connection(exhausted);
        assertThat(limit.tryAcquire(request.size(), request.bytes())).isTrue();
        connection.send(request);
        assertThat(connection.ended()).isNull();
        connection.connectFailed(new IOException("no route"));
        assertThat(connection.ended()).isNotNull();
        assertThat(waitedInVain(Duration.ofMinutes(1)).execution()).isEqualTo(Execution.NOT_EXECUTED);
        verifyNoRoomTaken();
    }
}

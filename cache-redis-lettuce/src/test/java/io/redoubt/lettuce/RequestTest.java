package io.redoubt.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A request")
class RequestTest {

    private static final Node NODE = new Node("localhost", 1);
    private static final RedisSettings SETTINGS = RedisSettings.builder().build();
    private static final ExceptionTranslator EXCEPTIONS = new ExceptionTranslator(NODE, () -> false);

    private final PendingLimit limit = new PendingLimit(10, 1_000);
    private final Request request =
            new Request(List.of(), List.of(Command.keyless("ECHO", new byte[] {1, 2, 3})), limit);

    private static Deadline within(Duration time) {
        return Deadline.after(time, System::nanoTime);
    }

    private DriverException waitedInVain() {
        List<Reply> replies = request.await(within(Duration.ZERO), EXCEPTIONS);
        assertThat(replies).singleElement().isInstanceOf(Reply.Missing.class);
        return ((Reply.Missing) replies.get(0)).reason();
    }

    private void verifyNoRoomTaken() {
        assertThat(limit.commands()).hasValue(0);
        assertThat(limit.bytes()).hasValue(0);
    }

    @Test
    @DisplayName("whose caller has left is never written, and its room is given back once, however often it is awaited")
    void cancelled() {
        assertThat(request.admit()).isTrue();
        for (int i = 0; i < 3; i++) {
            DriverException reason = waitedInVain();
            assertThat(reason.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(reason.execution()).isEqualTo(Execution.NOT_EXECUTED);
        }
        verifyNoRoomTaken();
        assertThat(request.claim()).isFalse();
        request.refuse(EXCEPTIONS.lost("broke", null));
        verifyNoRoomTaken();
    }

    @Test
    @DisplayName("whose caller has left after it was written has an unknown outcome, and gives its room back once")
    void abandoned() {
        assertThat(request.admit()).isTrue();
        assertThat(request.claim()).isTrue();
        for (int i = 0; i < 3; i++) {
            assertThat(waitedInVain().execution()).isEqualTo(Execution.UNKNOWN);
        }
        request.refuse(EXCEPTIONS.lost("broke", null));
        verifyNoRoomTaken();
    }

    @Test
    @DisplayName("that waits for a connection which is replaced goes over the next one")
    void handedOver() {
        try (LettuceNodeClientFactory driver = driver()) {
            CommandMultiplexer former = connection(driver, EXCEPTIONS);
            CommandMultiplexer next = connection(driver, EXCEPTIONS);
            assertThat(request.admit()).isTrue();
            former.send(request);
            former.replaceBy(next, EXCEPTIONS.lost("was replaced", null));
            assertThat(former.ended()).isNotNull();
            assertThat(next.awaitingConnection()).isEqualTo(1);
            next.connectFailed(new IOException("no route"));
            Reply reply =
                    request.await(within(Duration.ofMinutes(1)), EXCEPTIONS).get(0);
            assertThat(((Reply.Missing) reply).reason().kind()).isEqualTo(Kind.UNREACHABLE);
            verifyNoRoomTaken();
        }
    }

    private static LettuceNodeClientFactory driver() {
        return new LettuceNodeClientFactory(SETTINGS, System::nanoTime);
    }

    private static CommandMultiplexer connection(LettuceNodeClientFactory driver, ExceptionTranslator exceptions) {
        return new CommandMultiplexer(driver, exceptions, SETTINGS, null, whenEnded -> {});
    }

    @Test
    @DisplayName("is refused when its connection fails, though there is no memory to say why")
    void noMemory() {
        ExceptionTranslator exhausted = new ExceptionTranslator(NODE, () -> {
            throw new OutOfMemoryError("injected by a test");
        });
        try (LettuceNodeClientFactory driver = driver()) {
            CommandMultiplexer connection = connection(driver, exhausted);
            assertThat(request.admit()).isTrue();
            connection.send(request);
            assertThat(connection.ended()).isNull();
            connection.connectFailed(new IOException("no route"));
            assertThat(connection.ended()).isNotNull();
            Reply reply =
                    request.await(within(Duration.ofMinutes(1)), EXCEPTIONS).get(0);
            assertThat(((Reply.Missing) reply).reason().execution()).isEqualTo(Execution.NOT_EXECUTED);
            verifyNoRoomTaken();
        }
    }
}

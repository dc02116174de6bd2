package io.redoubt.redis.spi.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.redoubt.redis.Node;
import io.redoubt.redis.spi.Deadline;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The exceptions of a driver")
class NodeExceptionTranslatorTest {

    private static final class Plain extends NodeExceptionTranslator {
        Plain(AtomicBoolean closed) {
            super(new Node("redis.example", 6379), closed::get);
        }
    }

    private final AtomicBoolean closed = new AtomicBoolean();
    private final NodeExceptionTranslator exceptions = new Plain(closed);
    private final AtomicLong time = new AtomicLong();
    private final Deadline deadline = Deadline.after(Duration.ofSeconds(1), time::get);

    private DriverException refusal() {
        return catchThrowableOfType(DriverException.class, () -> exceptions.requireCallable(deadline));
    }

    @Test
    @DisplayName("refuse no call that can succeed")
    void callable() {
        assertThatCode(() -> exceptions.requireCallable(deadline)).doesNotThrowAnyException();
    }

    @Test
    @DisplayName("refuse a call that comes too late, is interrupted, or has a closed client, and keep the interrupt")
    void notCallable() {
        time.set(Duration.ofSeconds(1).toNanos());
        assertThat(refusal().kind()).isEqualTo(Kind.TIMEOUT);
        Thread.currentThread().interrupt();
        assertThat(refusal().kind()).isEqualTo(Kind.INTERRUPTED);
        closed.set(true);
        assertThat(refusal().kind()).isEqualTo(Kind.CLOSED);
        assertThat(refusal().execution()).isEqualTo(Execution.NOT_EXECUTED);
        assertThat(Thread.interrupted()).isTrue();
    }

    @ParameterizedTest(name = "{0} is {1}")
    @DisplayName("say what an error reply to the login means")
    @CsvSource({
        "WRONGPASS invalid username-password pair, ACCESS_DENIED",
        "NOAUTH Authentication required., ACCESS_DENIED",
        "DENIED Redis is running in protected mode, ACCESS_DENIED",
        "ERR DB index is out of range, ACCESS_DENIED",
        "ERR max number of clients reached, UNREACHABLE",
        "LOADING Redis is loading the dataset in memory, UNREACHABLE",
        "BUSY Redis is busy running a script, UNREACHABLE",
        "MASTERDOWN Link with MASTER is down, UNREACHABLE",
        "TRYAGAIN, UNREACHABLE"
    })
    void loginRefused(String line, Kind kind) {
        DriverException failure = exceptions.loginRefused(line);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
        assertThat(failure).hasMessage("redis.example:6379 refused the connection: " + line);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @DisplayName("say whether a server refuses push messages for good")
    @CsvSource({
        "NOPERM, ACCESS_DENIED",
        "ERR, ACCESS_DENIED",
        "BUSY, UNREACHABLE",
        "LOADING, UNREACHABLE",
        "MASTERDOWN, UNREACHABLE",
        "TRYAGAIN, UNREACHABLE",
        "CLUSTERDOWN, UNREACHABLE",
        "MOVED, UNREACHABLE",
        "ASK, UNREACHABLE"
    })
    void pushRefused(String code, Kind kind) {
        DriverException failure = exceptions.pushRefused(code, "push messages: " + code);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
        assertThat(failure).hasMessage("redis.example:6379 refused push messages: " + code);
    }

    @Test
    @DisplayName("contain no password that a server repeats")
    void noPassword() {
        DriverException failure =
                exceptions.loginRefused("ERR unknown command 'AUTH', with args beginning with: 's3cret' ");
        assertThat(failure).hasMessageEndingWith("ERR unknown command 'AUTH'").hasNoCause();
    }
}

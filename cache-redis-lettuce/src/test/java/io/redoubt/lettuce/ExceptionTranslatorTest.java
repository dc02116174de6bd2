package io.redoubt.lettuce;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionException;
import io.redoubt.redis.Node;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import java.net.ConnectException;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A failed attempt to connect")
class ExceptionTranslatorTest {

    private final AtomicBoolean closed = new AtomicBoolean();
    private final ExceptionTranslator exceptions =
            new ExceptionTranslator(new Node("redis.example", 6379), closed::get);

    @ParameterizedTest(name = "{0} is {1}")
    @DisplayName("is what the server's refusal means")
    @CsvSource({
        "WRONGPASS invalid username-password pair, ACCESS_DENIED",
        "NOAUTH Authentication required., ACCESS_DENIED",
        "NOPERM this user has no permissions, ACCESS_DENIED",
        "DENIED Redis is running in protected mode, ACCESS_DENIED",
        "ERR DB index is out of range, ACCESS_DENIED",
        "ERR max number of clients reached, UNREACHABLE",
        "LOADING Redis is loading the dataset in memory, UNREACHABLE",
        "BUSY Redis is busy running a script., UNREACHABLE",
    })
    void refusals(String line, Kind kind) {
        assertThat(connecting(new RedisCommandExecutionException(line)).kind()).isEqualTo(kind);
    }

    @Test
    @DisplayName("is ACCESS_DENIED for TLS and UNREACHABLE for everything else")
    void others() {
        assertThat(connecting(new SSLHandshakeException("PKIX path building failed"))
                        .kind())
                .isEqualTo(Kind.ACCESS_DENIED);
        assertThat(connecting(new ConnectException("Connection refused")).kind())
                .isEqualTo(Kind.UNREACHABLE);
    }

    @Test
    @DisplayName("never repeats what a server repeats of an unknown command, which may be the password")
    void discreet() {
        DriverException failure = connecting(new RedisCommandExecutionException(
                "ERR unknown command 'AUTH', with args beginning with: 'alice' 's3cret' "));
        assertThat(failure).hasMessageContaining("unknown command 'AUTH'").hasNoCause();
        assertThat(failure.getMessage()).doesNotContain("s3cret").contains("redis.example:6379");
    }

    @Test
    @DisplayName("is CLOSED once the driver is")
    void afterClose() {
        closed.set(true);
        assertThat(connecting(new ConnectException("Connection refused")).kind())
                .isEqualTo(Kind.CLOSED);
    }

    private DriverException connecting(Throwable cause) {
        DriverException failure = exceptions.connecting(new RedisConnectionException("Unable to connect", cause));
        assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
        return failure;
    }
}

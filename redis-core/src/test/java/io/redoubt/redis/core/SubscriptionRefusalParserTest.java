package io.redoubt.redis.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The error code of a refused subscription")
final class SubscriptionRefusalParserTest {

    private static DriverException refused(Kind kind, String message) {
        return DriverException.notExecuted(kind, message, null);
    }

    @ParameterizedTest
    @CsvSource({
        "ACCESS_DENIED, 127.0.0.1:6379 refused push messages: NOPERM, NOPERM",
        "UNREACHABLE, 127.0.0.1:6379 refused the subscription: BUSY, BUSY",
        "ACCESS_DENIED, 127.0.0.1:6379 refused the subscription: ERR the proxy has no server, ERR"
    })
    @DisplayName("is found in the text of each driver")
    void found(Kind kind, String message, String code) {
        assertThat(SubscriptionRefusalParser.parse(refused(kind, message)).map(Reply.Refusal::code))
                .contains(code);
    }

    @Test
    @DisplayName("is not found where something else was refused, or the server did not answer")
    void other() {
        assertThat(SubscriptionRefusalParser.parse(refused(Kind.ACCESS_DENIED, "127.0.0.1:6379 refused the password")))
                .isEmpty();
        assertThat(SubscriptionRefusalParser.parse(DriverException.notExecuted(
                        Kind.UNREACHABLE, "127.0.0.1:6379 refused the connection: NO", null)))
                .isEmpty();
    }
}

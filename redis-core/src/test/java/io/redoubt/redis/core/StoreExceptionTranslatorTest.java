package io.redoubt.redis.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.api.RedoubtException;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreTimeoutException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The translation of failures")
final class StoreExceptionTranslatorTest {

    private static final OperationDescription GET = new OperationDescription("cache.get", "user:42", "cache:*");

    @Nested
    @DisplayName("of a driver")
    final class DriverExceptions {

        @ParameterizedTest
        @CsvSource({
            "UNREACHABLE,     StoreUnavailableException, Check that the server runs",
            "ACCESS_DENIED,   StoreRejectedException,    'Check user, password, database and TLS'",
            "TIMEOUT,         StoreTimeoutException,     raise the command timeout",
            "CONNECTION_LOST, StoreUnavailableException, The driver reconnects by itself",
            "OVERLOADED,      StoreUnavailableException, raise maxConnections or maxPending",
            "INTERRUPTED,     RedoubtInterruptedException, its interrupt flag is set",
            "CLOSED,          ClosedException,           do not use it after close()",
            "PROTOCOL,        StoreUnavailableException, Check that host and port are those of a Redis server"
        })
        @DisplayName("says what happened to which key and what to do, and keeps the cause")
        void kinds(Kind kind, String exception, String remedy) {
            DriverException cause = DriverException.notExecuted(kind, "h:6379 did not", null);

            RedoubtException translated = StoreExceptionTranslator.translate(GET, cause);

            assertThat(translated.getClass().getSimpleName()).isEqualTo(exception);
            assertThat(translated)
                    .hasMessageStartingWith("cache.get of 'user:42': h:6379 did not; it did not take effect. ")
                    .hasMessageContaining(remedy)
                    .hasCause(cause);
        }

        @ParameterizedTest
        @EnumSource(
                value = Kind.class,
                mode = EnumSource.Mode.EXCLUDE,
                names = {"ACCESS_DENIED", "INTERRUPTED", "CLOSED", "REPLY_TOO_LARGE"})
        @DisplayName("says whether the operation may have taken effect")
        void effect(Kind kind) {
            RedoubtException certain =
                    StoreExceptionTranslator.translate(GET, DriverException.notExecuted(kind, "x", null));
            RedoubtException unknown =
                    StoreExceptionTranslator.translate(GET, DriverException.outcomeUnknown(kind, "x", null));

            assertThat(certain)
                    .hasMessageContaining("it did not take effect")
                    .isInstanceOfSatisfying(
                            StoreUnavailableException.class,
                            e -> assertThat(e.mayHaveTakenEffect()).isFalse());
            assertThat(unknown)
                    .hasMessageContaining("it may have taken effect")
                    .isInstanceOfSatisfying(
                            StoreUnavailableException.class,
                            e -> assertThat(e.mayHaveTakenEffect()).isTrue());
        }

        @Test
        @DisplayName("says so also for an interrupt and for closing in the middle of the operation")
        void effectOfInterrupt() {
            for (boolean unknown : new boolean[] {false, true}) {
                DriverException interrupted = unknown
                        ? DriverException.outcomeUnknown(Kind.INTERRUPTED, "x", null)
                        : DriverException.notExecuted(Kind.INTERRUPTED, "x", null);
                assertThat(StoreExceptionTranslator.translate(GET, interrupted))
                        .isInstanceOfSatisfying(
                                RedoubtInterruptedException.class,
                                e -> assertThat(e.mayHaveTakenEffect()).isEqualTo(unknown));
            }
            assertThat(StoreExceptionTranslator.translate(GET, DriverException.outcomeUnknown(Kind.CLOSED, "x", null)))
                    .isInstanceOfSatisfying(
                            StoreUnavailableException.class,
                            e -> assertThat(e.mayHaveTakenEffect()).isTrue());
        }

        @Test
        @DisplayName("rejects a reply that is too large with a code, and names the remedy")
        void replyTooLarge() {
            assertThat(StoreExceptionTranslator.translate(
                            GET, DriverException.outcomeUnknown(Kind.REPLY_TOO_LARGE, "x", null)))
                    .hasMessageContaining("maxReplyBytes")
                    .isInstanceOfSatisfying(
                            StoreRejectedException.class,
                            e -> assertThat(e.code()).isEqualTo("REPLY_TOO_LARGE"));
        }

        @Test
        @DisplayName("gives a denied access a code")
        void accessDenied() {
            assertThat(StoreExceptionTranslator.translate(
                            GET, DriverException.notExecuted(Kind.ACCESS_DENIED, "x", null)))
                    .isInstanceOfSatisfying(
                            StoreRejectedException.class,
                            e -> assertThat(e.code()).isEqualTo("ACCESS_DENIED"));
        }

        @Test
        @DisplayName("tells a timeout from other failures")
        void timeout() {
            assertThat(StoreExceptionTranslator.translate(GET, DriverException.outcomeUnknown(Kind.TIMEOUT, "x", null)))
                    .isInstanceOf(StoreTimeoutException.class);
            assertThat(StoreExceptionTranslator.translate(
                            GET, DriverException.outcomeUnknown(Kind.CONNECTION_LOST, "x", null)))
                    .isNotInstanceOf(StoreTimeoutException.class);
        }
    }

    @Nested
    @DisplayName("of a refusal")
    final class ErrorReplies {

        @ParameterizedTest
        @ValueSource(strings = {"LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "BUSY", "TRYAGAIN"})
        @DisplayName("that passes by itself is a store that is not available, without effect")
        void passing(String code) {
            assertThat(StoreExceptionTranslator.translate(GET, Reply.Refusal.parse(code + " wait")))
                    .isInstanceOfSatisfying(
                            StoreUnavailableException.class,
                            e -> assertThat(e.mayHaveTakenEffect()).isFalse())
                    .hasMessageContaining("cache.get of 'user:42'")
                    .hasMessageContaining(code + " wait")
                    .hasMessageContaining("did not take effect")
                    .hasMessageContaining("This passes by itself");
        }

        @ParameterizedTest
        @CsvSource({
            "WRONGTYPE, Use another key",
            "OOM,       'Give the server more memory, or shorter times to live'",
            "NOPERM,    Check the ACL of the user",
            "NOAUTH,    Check the ACL of the user",
            "WRONGPASS, Check the ACL of the user",
            "MISCONF,   See the server's log",
            "MOVED,     'name it by a URL that begins with redis-cluster://'",
            "CROSSSLOT, 'need the same {hash tag}'",
            "ERR,       ''",
            "EXECABORT, ''"
        })
        @DisplayName("that stays is a rejection, with the server's code, its words and a remedy where one is known")
        void staying(String code, String remedy) {
            assertThat(StoreExceptionTranslator.translate(GET, Reply.Refusal.parse(code + " no")))
                    .isInstanceOfSatisfying(
                            StoreRejectedException.class,
                            e -> assertThat(e.code()).isEqualTo(code))
                    .hasMessageContaining("cache.get of 'user:42': Redis refused: " + code + " no")
                    .hasMessageContaining(remedy);
        }
    }
}

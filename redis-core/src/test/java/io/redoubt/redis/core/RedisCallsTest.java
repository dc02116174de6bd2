package io.redoubt.redis.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreTimeoutException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.slf4j.LoggerFactory;

@DisplayName("A call to Redis")
@ResourceLock("the log of failures")
final class RedisCallsTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final OperationDescription OPERATION =
            new OperationDescription("cache.get", "secret-key", "cache:*");
    private static final byte[] KEY = Command.ascii("secret-key");
    private static final Command GET = Command.keyed("GET", KEY);
    private static final Command SET = Command.keyed("SET", KEY, Command.ascii("secret-value"));
    private static final Reply OK = Reply.Data.of(Command.ascii("OK"));
    private static final Reply.Refusal WRONGTYPE = Reply.Refusal.parse("WRONGTYPE about secret-value");

    private final RecordingDriver driver = new RecordingDriver();
    private final AtomicLong clock = new AtomicLong();
    private final RedisOperations calls = new RedisOperations(driver, TIMEOUT, clock::get);
    private final Logger logger = (Logger) LoggerFactory.getLogger(FailureLog.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        logger.setAdditive(false);
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
        logger.setAdditive(true);
    }

    @Nested
    @DisplayName("is made within the command timeout,")
    final class Options {

        @Test
        @DisplayName(
                "repeatable if it reads, at most once if it writes or runs a script, unless that is said to be repeatable")
        void idempotence() {
            calls.read(OPERATION, GET);
            calls.readAll(OPERATION, List.of(GET));
            calls.write(OPERATION, SET);
            calls.writeAll(OPERATION, List.of(SET));
            calls.run(OPERATION, Script.of("x.lua", "return 1"), List.of(KEY), List.of());
            calls.runRepeatable(OPERATION, Script.of("x.lua", "return 1"), List.of(KEY), List.of());

            CallOptions once = CallOptions.within(TIMEOUT);
            assertThat(driver.options)
                    .containsExactly(once.repeatable(), once.repeatable(), once, once, once, once.repeatable());
            assertThat(driver.calls)
                    .containsExactly("GET", "pipeline [GET]", "SET", "pipeline [SET]", "script x.lua", "script x.lua");
        }

        @Test
        @DisplayName("through the guard")
        void guarded() {
            assertThatThrownBy(() -> calls.write(OPERATION, Command.keyless("FLUSHALL")))
                    .hasMessageContaining("FLUSHALL");
            assertThat(driver.calls).isEmpty();
        }

        @Test
        @DisplayName("and not at all for no commands")
        void nothing() {
            assertThat(calls.readAll(OPERATION, List.of())).isEmpty();
            assertThat(driver.calls).isEmpty();
        }
    }

    @Nested
    @DisplayName("of a background task")
    final class Quiet {

        @Test
        @DisplayName("is logged at DEBUG when it fails, and still throws")
        void failure() {
            logger.setLevel(Level.DEBUG);
            try {
                driver.failure = DriverException.outcomeUnknown(Kind.TIMEOUT, "h:1 did not answer", null);
                assertThatThrownBy(() -> calls.quiet().read(OPERATION, GET)).isInstanceOf(StoreTimeoutException.class);
                assertThat(log.list)
                        .isNotEmpty()
                        .allMatch(line -> line.getLevel() == Level.DEBUG)
                        .first()
                        .asString()
                        .contains("cache.get (GET on cache:*) failed: h:1 did not answer")
                        .doesNotContain("secret");
            } finally {
                logger.setLevel(null);
            }
        }

        @Test
        @DisplayName("has a timeout of its own where it needs one")
        void timeout() {
            Duration brief = Duration.ofMillis(10);
            calls.within(brief).write(OPERATION, SET);
            calls.within(brief).read(OPERATION, GET);
            calls.quiet().write(OPERATION, SET);
            assertThat(driver.options)
                    .containsExactly(
                            CallOptions.within(brief),
                            CallOptions.within(brief).repeatable(),
                            CallOptions.within(TIMEOUT));
        }
    }

    @Nested
    @DisplayName("that fails")
    final class SingleFailures {

        @Test
        @DisplayName("gives an exception of the API, whether it was a command, a pipeline or a script")
        void failure() {
            driver.failure = DriverException.outcomeUnknown(Kind.TIMEOUT, "h:1 did not answer", null);

            assertThatThrownBy(() -> calls.read(OPERATION, GET)).isInstanceOf(StoreTimeoutException.class);
            assertThatThrownBy(() -> calls.writeAll(OPERATION, List.of(SET))).isInstanceOf(StoreTimeoutException.class);
            assertThatThrownBy(() -> calls.run(OPERATION, Script.of("x.lua", "return 1"), List.of(KEY), List.of()))
                    .isInstanceOf(StoreTimeoutException.class);
        }

        @Test
        @DisplayName("by a refusal gives a rejection")
        void refusal() {
            driver.replies = List.of(WRONGTYPE);

            assertThatThrownBy(() -> calls.read(OPERATION, GET))
                    .isInstanceOf(StoreRejectedException.class)
                    .hasMessageContaining("secret-key");
            assertThatThrownBy(() -> calls.run(OPERATION, Script.of("x.lua", "return 1"), List.of(KEY), List.of()))
                    .isInstanceOf(StoreRejectedException.class);
        }

        @Test
        @DisplayName("inside of a list that came back is left to the caller")
        void inside() {
            driver.replies = List.of(new Reply.Array(List.of(OK, WRONGTYPE)));

            assertThat(calls.read(OPERATION, GET)).isSameAs(driver.replies.get(0));
        }
    }

    @Nested
    @DisplayName("of several commands, of which one fails,")
    final class PartialFailures {

        private final Reply notSent =
                new Reply.Missing(DriverException.notExecuted(Kind.UNREACHABLE, "h:1 is not there", null));

        @Test
        @DisplayName("gives the exception of the first failure")
        void first() {
            driver.replies = List.of(OK, WRONGTYPE, notSent);

            assertThatThrownBy(() -> calls.writeAll(OPERATION, List.of(SET, SET, SET)))
                    .isInstanceOf(StoreRejectedException.class);
        }

        @Test
        @DisplayName("may have taken effect if another one was executed, or may have been")
        void effect() {
            Reply unknown = new Reply.Missing(DriverException.outcomeUnknown(Kind.TIMEOUT, "h:1 is slow", null));

            assertThat(mayHaveTakenEffect(notSent, OK)).isTrue();
            assertThat(mayHaveTakenEffect(OK, notSent)).isTrue();
            assertThat(mayHaveTakenEffect(notSent, unknown)).isTrue();
            assertThat(mayHaveTakenEffect(OK, Reply.Refusal.parse("LOADING wait")))
                    .isTrue();
        }

        @Test
        @DisplayName("took no effect if none was executed")
        void noEffect() {
            assertThat(mayHaveTakenEffect(notSent, notSent)).isFalse();
            assertThat(mayHaveTakenEffect(notSent, WRONGTYPE)).isFalse();
            assertThat(mayHaveTakenEffect(Reply.Refusal.parse("LOADING wait"), notSent))
                    .isFalse();
        }

        private boolean mayHaveTakenEffect(Reply... replies) {
            driver.replies = List.of(replies);
            StoreUnavailableException e = catchThrowableOfType(
                    StoreUnavailableException.class, () -> calls.writeAll(OPERATION, List.of(SET, SET)));
            assertThat(e)
                    .hasMessageContaining(e.mayHaveTakenEffect() ? "may have taken effect" : "did not take effect");
            return e.mayHaveTakenEffect();
        }
    }

    @Nested
    @DisplayName("that fails is logged at WARN")
    final class Logged {

        @Test
        @DisplayName("with operation, command, template and reason")
        void line() {
            driver.failure = DriverException.outcomeUnknown(Kind.TIMEOUT, "h:1 did not answer", null);
            fail(GET);
            driver.failure = null;
            driver.replies = List.of(WRONGTYPE);
            fail(SET);

            assertThat(log.list).extracting(ILoggingEvent::getLevel).containsOnly(Level.WARN);
            assertThat(lines())
                    .containsExactly(
                            "cache.get (GET on cache:*) failed: h:1 did not answer. If the server is healthy, raise the"
                                    + " command timeout",
                            "cache.get (SET on cache:*) failed: refused with WRONGTYPE. Use another key, or delete what"
                                    + " is there");
        }

        @Test
        @DisplayName("never with a key, a value or what the server says of them")
        void noSecrets() {
            driver.replies = List.of(WRONGTYPE);
            fail(SET);
            assertThatThrownBy(() -> calls.writeAll(OPERATION, List.of(SET))).isNotNull();
            clock.addAndGet(1_000_000_000L);
            driver.failure = DriverException.outcomeUnknown(
                    Kind.TIMEOUT, "h:1 did not answer", new IllegalStateException("secret-value"));
            fail(SET);

            assertThat(lines()).hasSize(2).noneMatch(line -> line.contains("secret"));
            assertThat(log.list).allMatch(event -> event.getThrowableProxy() == null);
        }

        @Test
        @DisplayName("once a second for each sort of failure, with the number of those left out")
        void throttled() {
            driver.replies = List.of(WRONGTYPE);
            fail(GET);
            fail(SET);
            fail(GET);
            driver.replies = List.of(Reply.Refusal.parse("OOM x"));
            fail(SET);
            clock.addAndGet(1_000_000_000L);
            driver.replies = List.of(WRONGTYPE);
            fail(GET);

            assertThat(lines())
                    .containsExactly(
                            "cache.get (GET on cache:*) failed: refused with WRONGTYPE. Use another key, or delete what"
                                    + " is there",
                            "cache.get (SET on cache:*) failed: refused with OOM. Give the server more memory, or"
                                    + " shorter times to live",
                            "cache.get (GET on cache:*) failed: refused with WRONGTYPE. Use another key, or delete what"
                                    + " is there (and 2 more like it since the last line)");
        }

        private void fail(Command command) {
            assertThatThrownBy(() -> calls.write(OPERATION, command)).isNotNull();
        }

        private List<String> lines() {
            return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
        }
    }
}

package io.redoubt.redis.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreTimeoutException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.redis.core.BatchedCallResult.Failed;
import io.redoubt.redis.core.BatchedCallResult.Replied;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.Script;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.slf4j.LoggerFactory;

@DisplayName("One script that is run many times")
@ResourceLock("the log of failures")
final class RedisCallsRunEachTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration LONG = Duration.ofSeconds(9);
    private static final OperationDescription OPERATION = new OperationDescription("lock.renew", "secret", "lock:*");
    private static final Script SCRIPT = Script.of("x.lua", "return 1");
    private static final Reply NOSCRIPT = Reply.Refusal.parse("NOSCRIPT No matching script");
    private final DriverException slow = DriverException.outcomeUnknown(Kind.TIMEOUT, "h:1 is slow", null);
    private final DriverException absent = DriverException.notExecuted(Kind.UNREACHABLE, "h:2 is not there", null);

    private final RecordingDriver driver = new RecordingDriver();
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5);
    private final RedisOperations calls = new RedisOperations(driver, TIMEOUT, clock::get);
    private final List<List<String>> sent = new ArrayList<>();
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

    /** Returns a run whose key is its number. */
    private static BatchedScriptCall runOnKey(int number) {
        return new BatchedScriptCall(List.of(Command.ascii(number)), List.of(Command.ascii("secret-argument")));
    }

    private static List<BatchedScriptCall> runsOnKeys(int count) {
        return IntStream.range(0, count)
                .mapToObj(RedisCallsRunEachTest::runOnKey)
                .toList();
    }

    private static int number(Command command) {
        return Integer.parseInt(new String(command.arguments().get(2), StandardCharsets.US_ASCII));
    }

    /** Answers each command of a pipeline separately. */
    private void answering(Function<Command, Reply> answer) {
        driver.pipelines = commands -> {
            sent.add(commands.stream()
                    .map(command -> command.name() + " " + number(command))
                    .toList());
            return commands.stream().map(answer).toList();
        };
    }

    private static Reply ownNumber(Command command) {
        return new Reply.Int(number(command));
    }

    private static BatchedCallResult replied(int number) {
        return new Replied(new Reply.Int(number));
    }

    private static StoreUnavailableException unavailable(BatchedCallResult outcome) {
        return (StoreUnavailableException) ((Failed) outcome).reason();
    }

    private List<String> lines() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Test
    @DisplayName("goes by its digest in one pipeline, and gives one outcome a run, in their order")
    void together() {
        answering(RedisCallsRunEachTest::ownNumber);

        assertThat(calls.runEach(OPERATION, SCRIPT, runsOnKeys(3), LONG))
                .containsExactly(replied(0), replied(1), replied(2));
        assertThat(sent).containsExactly(List.of("EVALSHA 0", "EVALSHA 1", "EVALSHA 2"));
        assertThat(lines()).isEmpty();
    }

    @Test
    @DisplayName("is sent at most once, unless it is said to be repeatable")
    void repeats() {
        answering(RedisCallsRunEachTest::ownNumber);

        calls.runEach(OPERATION, SCRIPT, runsOnKeys(1), LONG);
        calls.runEachRepeatable(OPERATION, SCRIPT, runsOnKeys(1), LONG);

        assertThat(driver.options)
                .containsExactly(
                        CallOptions.within(TIMEOUT), CallOptions.within(TIMEOUT).repeatable());
    }

    @Test
    @DisplayName("for no runs sends nothing")
    void nothing() {
        assertThat(calls.runEach(OPERATION, SCRIPT, List.of(), LONG)).isEmpty();
        assertThat(driver.calls).isEmpty();
    }

    @Test
    @DisplayName(
            "goes by its source, once and with the same options, where the server does not know it, and nowhere else")
    void unknownInTheMiddle() {
        answering(command -> {
            boolean unknown = command.name().equals("EVALSHA") && number(command) % 2 == 1;
            return unknown ? NOSCRIPT : ownNumber(command);
        });

        assertThat(calls.runEachRepeatable(OPERATION, SCRIPT, runsOnKeys(5), LONG))
                .containsExactly(replied(0), replied(1), replied(2), replied(3), replied(4));
        assertThat(sent.get(1)).containsExactly("EVAL 1", "EVAL 3");
        assertThat(sent).hasSize(2);
        assertThat(driver.options).containsOnly(CallOptions.within(TIMEOUT).repeatable());
        assertThat(lines()).isEmpty();
    }

    @Test
    @DisplayName("that stays unknown even by its source has failed, and is not sent for ever")
    void alwaysUnknown() {
        answering(command -> NOSCRIPT);

        assertThat(calls.runEach(OPERATION, SCRIPT, runsOnKeys(1), LONG))
                .singleElement()
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.reason()).isInstanceOf(StoreRejectedException.class));
        assertThat(sent).hasSize(2);
    }

    @Test
    @DisplayName("tells of each run that was lost whether it may have taken effect, and what the others replied")
    void someLost() {
        answering(command -> switch (number(command)) {
            case 1 -> new Reply.Missing(slow);
            case 2 -> new Reply.Missing(absent);
            case 3 -> Reply.Refusal.parse("LOADING wait");
            default -> ownNumber(command);
        });

        List<BatchedCallResult> outcomes = calls.runEach(OPERATION, SCRIPT, runsOnKeys(5), LONG);

        assertThat(outcomes.get(0)).isEqualTo(replied(0));
        assertThat(unavailable(outcomes.get(1)).mayHaveTakenEffect()).isTrue();
        assertThat(unavailable(outcomes.get(2)).mayHaveTakenEffect()).isFalse();
        assertThat(unavailable(outcomes.get(3)).mayHaveTakenEffect()).isFalse();
        assertThat(outcomes.get(4)).isEqualTo(replied(4));
    }

    @Test
    @DisplayName("that nobody takes has failed in all its runs, for one reason that they share")
    void nobody() {
        driver.failure = absent;

        List<BatchedCallResult> outcomes = calls.runEach(OPERATION, SCRIPT, runsOnKeys(3), LONG);

        assertThat(unavailable(outcomes.get(0)).mayHaveTakenEffect()).isFalse();
        assertThat(outcomes).hasSize(3).containsOnly(outcomes.get(0));
    }

    @Test
    @DisplayName("is lost where it was unknown, if its source cannot be sent; what the others replied is kept")
    void lostOnTheSecondTrip() {
        answering(command -> {
            driver.failure = absent;
            return number(command) == 1 ? NOSCRIPT : ownNumber(command);
        });

        List<BatchedCallResult> outcomes = calls.runEach(OPERATION, SCRIPT, runsOnKeys(3), LONG);

        assertThat(outcomes.get(0)).isEqualTo(replied(0));
        assertThat(unavailable(outcomes.get(1)).mayHaveTakenEffect()).isFalse();
        assertThat(outcomes.get(2)).isEqualTo(replied(2));
    }

    @Test
    @DisplayName("is refused in the same words whatever the server, and fails for that alone")
    void wrapped() {
        answering(command -> number(command) == 0
                ? Reply.Refusal.parse("ERR Error running script (call to f_01): @user_script:8: WRONGTYPE secret-value")
                : ownNumber(command));

        List<BatchedCallResult> outcomes = calls.runEach(OPERATION, SCRIPT, runsOnKeys(2), LONG);

        assertThat(outcomes.get(0))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.reason())
                                .isInstanceOfSatisfying(
                                        StoreRejectedException.class,
                                        e -> assertThat(e.code()).isEqualTo("WRONGTYPE")));
        assertThat(outcomes.get(1)).isEqualTo(replied(1));
        assertThat(lines())
                .containsExactly(
                        "lock.renew (x.lua on lock:*) failed: refused with WRONGTYPE. Use another key, or delete what is there");
    }

    @Test
    @DisplayName("goes in pipelines of up to 256 runs")
    void chunks() {
        answering(RedisCallsRunEachTest::ownNumber);

        List<BatchedCallResult> outcomes = calls.runEach(OPERATION, SCRIPT, runsOnKeys(513), LONG);

        assertThat(sent).extracting(List::size).containsExactly(256, 256, 1);
        assertThat(outcomes)
                .containsExactlyElementsOf(IntStream.range(0, 513)
                        .mapToObj(RedisCallsRunEachTest::replied)
                        .toList());
    }

    @Test
    @DisplayName("ends in time: each pipeline gets what is left, and what comes too late is not sent at all")
    void deadline() {
        answering(command -> {
            clock.addAndGet(number(command) % 256 == 0 ? 400_000_000L : 0);
            return ownNumber(command);
        });

        List<BatchedCallResult> outcomes =
                calls.runEach(OPERATION, SCRIPT, runsOnKeys(1_024), Duration.ofMillis(1_200));

        assertThat(driver.options)
                .extracting(CallOptions::timeout)
                .containsExactly(TIMEOUT, Duration.ofMillis(800), Duration.ofMillis(400));
        assertThat(outcomes.get(767)).isEqualTo(replied(767));
        assertThat(outcomes.subList(768, 1_024)).allSatisfy(outcome -> {
            assertThat(unavailable(outcome)).isInstanceOf(StoreTimeoutException.class);
            assertThat(unavailable(outcome).mayHaveTakenEffect()).isFalse();
        });
    }

    @Test
    @DisplayName("has one deadline with its source, and is not sent after it")
    void deadlineOfSource() {
        answering(command -> {
            clock.addAndGet(300_000_000L);
            return NOSCRIPT;
        });

        assertThat(calls.runEach(OPERATION, SCRIPT, runsOnKeys(1), Duration.ofMillis(300)))
                .singleElement()
                .satisfies(outcome -> assertThat(unavailable(outcome)).isInstanceOf(StoreTimeoutException.class));
        assertThat(calls.runEach(OPERATION, SCRIPT, runsOnKeys(1), Duration.ZERO))
                .singleElement()
                .isInstanceOf(Failed.class);
        assertThat(sent).hasSize(1);
    }

    @Test
    @DisplayName("logs its failures once for each sort, with their number, and neither key nor argument")
    void logged() {
        answering(command -> {
            int number = number(command);
            return number < 100
                    ? new Reply.Missing(slow)
                    : number < 103 ? Reply.Refusal.parse("OOM secret-value") : ownNumber(command);
        });

        calls.runEach(OPERATION, SCRIPT, runsOnKeys(300), LONG);

        assertThat(lines())
                .containsExactly(
                        "lock.renew (x.lua on lock:*) failed: 100 times, first h:1 is slow. If the server is healthy,"
                                + " raise the command timeout",
                        "lock.renew (x.lua on lock:*) failed: 3 times, first refused with OOM. Give the server more"
                                + " memory, or shorter times to live");
    }

    @Test
    @DisplayName("may make up codes of refusals, which fill neither the log nor the memory")
    void madeUpCodes() {
        answering(command -> Reply.Refusal.parse(
                "X" + "Y".repeat(number(command) / 20) + "Z".repeat(number(command) % 20) + " made up"));

        calls.runEach(OPERATION, SCRIPT, runsOnKeys(256), LONG);

        assertThat(lines()).hasSizeBetween(2, 65).anyMatch(line -> line.contains("times, first refused with ERR"));
    }

    @Test
    @DisplayName("is not sent if it calls what is denied")
    void guarded() {
        Script denied = Script.of("bad.lua", "return redis.call('FLUSHALL')");

        assertThatThrownBy(() -> calls.runEach(OPERATION, denied, runsOnKeys(1), LONG))
                .hasMessageContaining("FLUSHALL");
        assertThat(driver.calls).isEmpty();
    }
}

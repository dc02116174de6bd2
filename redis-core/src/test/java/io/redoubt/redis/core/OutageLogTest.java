package io.redoubt.redis.core;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.read.ListAppender;
import io.redoubt.api.ClosedException;
import io.redoubt.api.RedoubtInterruptedException;
import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.StoreTimeoutException;
import io.redoubt.api.StoreUnavailableException;
import io.redoubt.api.StoreUnavailableException.Effect;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

@DisplayName("The log of a background task")
final class OutageLogTest {

    private final RuntimeException down =
            new StoreUnavailableException("get of 'secret': h:1 is down", Effect.NONE, null);
    private final AtomicLong clock = new AtomicLong();
    private final Logger logger = (Logger) LoggerFactory.getLogger("outage-log-test");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final OutageLog log = new OutageLog(logger, "the task", clock::get);

    @BeforeEach
    void listen() {
        lines.start();
        logger.setAdditive(false);
        logger.setLevel(Level.TRACE);
        logger.addAppender(lines);
    }

    @AfterEach
    void stopListening() {
        logger.detachAndStopAllAppenders();
        logger.setLevel(null);
        logger.setAdditive(true);
    }

    private List<String> lines() {
        return lines.list.stream()
                .filter(line -> line.getLevel().isGreaterOrEqual(Level.INFO))
                .map(line -> line.getLevel() + " " + line.getFormattedMessage())
                .toList();
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    @DisplayName("has one line when the task begins to fail, and one when it works again, each time")
    void oneOutage() {
        log.succeeded();
        for (int outage = 0; outage < 2; outage++) {
            for (int i = 0; i < 5; i++) {
                log.failed(i % 2 == 0 ? down : new StoreTimeoutException("no reply", Effect.UNKNOWN, null));
                pass(Duration.ofSeconds(10));
            }
            log.succeeded();
            log.succeeded();
        }
        String begin = "WARN the task failed, and is tried again until it works: StoreUnavailableException: get of"
                + " '...': h:1 is down";
        String end = "INFO the task works again";
        assertThat(lines()).containsExactly(begin, end, begin, end);
        assertThat(lines.list)
                .filteredOn(line -> line.getLevel() == Level.DEBUG)
                .hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    @DisplayName("has a line for each kind of failure, with the stack of one that nobody expects, and forgets none")
    void kinds() {
        for (int i = 0; i < 2; i++) {
            for (RuntimeException failure : List.of(
                    down,
                    new StoreRejectedException("no", "NOPERM", null),
                    new StoreRejectedException("no", "OOM", null),
                    new IllegalStateException("a bug"))) {
                log.failed(failure);
                pass(Duration.ofSeconds(10));
            }
        }
        log.succeeded();
        assertThat(lines())
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("WARN ").contains("StoreUnavailableException"),
                        line -> assertThat(line).startsWith("WARN ").endsWith("StoreRejectedException: NOPERM"),
                        line -> assertThat(line).startsWith("WARN ").endsWith("StoreRejectedException: OOM"),
                        line -> assertThat(line).startsWith("ERROR "),
                        line -> assertThat(line).startsWith("INFO "));
        assertThat(lines.list.stream()
                        .filter(line -> line.getLevel() == Level.ERROR)
                        .map(ILoggingEvent::getThrowableProxy))
                .doesNotContainNull()
                .hasSize(1);
    }

    @Test
    @DisplayName("remembers a limited number of kinds, and has one line for all others")
    void manyKinds() {
        for (int i = 0; i < 3 * OutageLog.MAX_KINDS; i++) {
            log.failed(new StoreRejectedException("no", "CODE" + i, null));
            pass(Duration.ofSeconds(10));
        }
        assertThat(lines()).hasSize(OutageLog.MAX_KINDS + 1);
    }

    @Test
    @DisplayName(
            "has at most one line a second of a task that fails and works in turns, and loses no outage that lasts")
    void flapping() {
        for (int i = 0; i < 100; i++) {
            log.failed(down);
            log.succeeded();
        }
        assertThat(lines()).hasSize(2);
        log.failed(down);
        pass(Duration.ofSeconds(1));
        log.failed(down);
        log.failed(down);
        assertThat(lines()).hasSize(3).last().asString().endsWith("(and 100 more like it since the last line)");
        log.succeeded();
        assertThat(lines()).hasSize(4).last().asString().startsWith("INFO the task works again");
    }

    @Test
    @DisplayName("has a line at the end of each outage that has one at its beginning, also if they are short")
    void shortOutages() {
        for (int i = 0; i < 3; i++) {
            log.failed(down);
            pass(Duration.ofMillis(900 - 400L * i));
            log.succeeded();
            pass(Duration.ofMillis(100 + 400L * i));
        }
        assertThat(lines())
                .hasSize(6)
                .filteredOn(line -> line.startsWith("INFO "))
                .hasSize(3);
    }

    @Test
    @DisplayName("has a line of a later outage if nothing was left to try in the first one, which has no other")
    void forgotten() {
        for (int i = 0; i < 2; i++) {
            log.failed(down);
            log.forget();
            log.succeeded();
            pass(Duration.ofSeconds(1));
        }
        assertThat(lines()).hasSize(2).allMatch(line -> line.startsWith("WARN "));
    }

    @Test
    @DisplayName("has no line when the program itself ends the task")
    void ended() {
        log.failed(new RedoubtInterruptedException("interrupted", Effect.NONE, null));
        log.failed(new ClosedException("closed"));
        log.succeeded();
        assertThat(lines()).isEmpty();
    }

    @Test
    @DisplayName("never fails, also if there is no memory for a line, and writes the line of the next failure")
    void noMemory() {
        AtomicLong calls = new AtomicLong();
        OutageLog failing = new OutageLog(logger, "the task", () -> {
            if (calls.incrementAndGet() == 2) {
                throw new InternalError("thrown by a test");
            }
            return 0;
        });
        failing.failed(down);
        assertThat(lines()).isEmpty();
        failing.failed(down);
        assertThat(lines()).hasSize(1);
    }

    @Test
    @DisplayName("has the line of the next failure if the first one could not be written")
    void lineFails() {
        AtomicBoolean isFailing = new AtomicBoolean(true);
        AppenderBase<ILoggingEvent> failing = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent line) {
                if (isFailing.get()) {
                    throw new InternalError("thrown by a test");
                }
            }
        };
        failing.start();
        logger.addAppender(failing);
        log.failed(down);
        isFailing.set(false);
        pass(Duration.ofSeconds(1));
        lines.list.clear();
        log.failed(down);
        assertThat(lines()).hasSize(1).first().asString().startsWith("WARN ");
    }
}

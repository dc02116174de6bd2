package io.redoubt.redis.core.routing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.LoggerFactory;

/**
 * Log of the connections that holds the thread which writes a line with a certain text, until the test lets it go on:
 * between the moment at which something happens and that at which the listener is told of it. Writes nothing.
 */
final class HoldingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger log = (Logger) LoggerFactory.getLogger("io.redoubt.redis.connections");
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final String text;

    private HoldingAppender(String text) {
        this.text = text;
    }

    /** Takes the place of the console until it is closed. */
    static HoldingAppender at(String text) {
        HoldingAppender appender = new HoldingAppender(text);
        appender.start();
        appender.log.setLevel(Level.INFO);
        appender.log.setAdditive(false);
        appender.log.addAppender(appender);
        return appender;
    }

    void awaitArrival() throws InterruptedException {
        assertThat(arrived.await(30, TimeUnit.SECONDS)).as("wrote '%s'", text).isTrue();
    }

    void letGo() {
        goOn.countDown();
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getFormattedMessage().contains(text)) {
            arrived.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        letGo();
        log.detachAppender(this);
        log.setAdditive(true);
        log.setLevel(null);
    }
}

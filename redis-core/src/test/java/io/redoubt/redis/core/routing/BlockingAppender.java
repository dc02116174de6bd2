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
 * Log appender that blocks the thread which logs a line with a certain text, until the test releases it. The test
 * can thereby act between the moment at which an event happens and the moment at which the listener is notified of
 * it. Writes nothing.
 */
final class BlockingAppender extends UnsynchronizedAppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Logger log = (Logger) LoggerFactory.getLogger("io.redoubt.redis.connections");
    private final CountDownLatch blocked = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final String text;

    private BlockingAppender(String text) {
        this.text = text;
    }

    /** Replaces the console appender until this appender is closed. */
    static BlockingAppender blockingOn(String text) {
        BlockingAppender appender = new BlockingAppender(text);
        appender.start();
        appender.log.setLevel(Level.INFO);
        appender.log.setAdditive(false);
        appender.log.addAppender(appender);
        return appender;
    }

    void awaitBlocked() throws InterruptedException {
        assertThat(blocked.await(30, TimeUnit.SECONDS)).as("wrote '%s'", text).isTrue();
    }

    void release() {
        released.countDown();
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (event.getFormattedMessage().contains(text)) {
            blocked.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        release();
        log.detachAppender(this);
        log.setAdditive(true);
        log.setLevel(null);
    }
}

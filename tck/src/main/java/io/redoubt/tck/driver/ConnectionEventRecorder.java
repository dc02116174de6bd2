package io.redoubt.tck.driver;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.Node;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** Test recorder for the connection events of a driver, both as passed to its listener and as logged. Thread-safe. */
final class ConnectionEventRecorder implements AutoCloseable {

    final List<ConnectionEvent> events = new CopyOnWriteArrayList<>();
    private final List<ILoggingEvent> lines = new CopyOnWriteArrayList<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.redoubt.redis.connections");
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent line) {
            lines.add(line);
        }
    };

    private ConnectionEventRecorder() {
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
    }

    static ConnectionEventRecorder open() {
        return new ConnectionEventRecorder();
    }

    /** Returns the events of one type, in their order. */
    <E extends ConnectionEvent> List<E> all(Class<E> sort) {
        return events.stream().filter(sort::isInstance).map(sort::cast).toList();
    }

    /** Counts the log lines of a level that contain all these words. */
    long logged(Level level, String... words) {
        return lines.stream()
                .filter(line -> line.getLevel() == level)
                .filter(line -> Stream.of(words).allMatch(line.getFormattedMessage()::contains))
                .count();
    }

    /** Counts the log lines that mention a server. There may be other lines about servers of earlier tests. */
    long logged(Node node) {
        return lines.stream()
                .filter(line -> line.getFormattedMessage().contains(node.toString()))
                .count();
    }

    @Override
    public void close() {
        logger.setAdditive(true);
        logger.setLevel(null);
        logger.detachAppender(appender);
        appender.stop();
    }
}

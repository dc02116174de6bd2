package io.redoubt.tck.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Recorder of log output, which takes the place of the console until it is closed. Output of all levels is captured.
 * Thread-safe. Only one capture of a logger can be open at a time.
 */
public final class CapturedLog implements AutoCloseable {

    private final Logger logger;
    private final @Nullable Level level;
    private final boolean additive;
    private final List<Appender<ILoggingEvent>> others = new ArrayList<>();
    private final ConcurrentLinkedQueue<Line> lines = new ConcurrentLinkedQueue<>();
    private final Appender<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            lines.add(new Line(
                    event.getLevel().toString(),
                    event.getLoggerName() + " " + event.getFormattedMessage()
                            + ThrowableProxyUtil.asString(event.getThrowableProxy())));
        }
    };

    private CapturedLog(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
        level = logger.getLevel();
        additive = logger.isAdditive();
        Iterator<Appender<ILoggingEvent>> attached = logger.iteratorForAppenders();
        attached.forEachRemaining(others::add);
        others.forEach(logger::detachAppender);
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
        logger.setAdditive(false);
        logger.setLevel(Level.TRACE);
    }

    /** Captures the output of all loggers. */
    public static CapturedLog open() {
        return of(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    /** Captures the output of a logger and its descendants. */
    public static CapturedLog of(String logger) {
        return new CapturedLog(logger);
    }

    /** Returns all lines so far: the name of the logger, the message and the stack trace. */
    public List<String> lines() {
        return lines.stream().map(Line::text).toList();
    }

    /**
     * Returns an excerpt that starts here. Ports are reused, so an earlier line with the same port may be about
     * another server.
     */
    public Excerpt fromHere() {
        return new Excerpt(lines, lines.size());
    }

    @Override
    public void close() {
        logger.setLevel(level);
        logger.setAdditive(additive);
        logger.detachAppender(appender);
        others.forEach(logger::addAppender);
        appender.stop();
    }

    /** View of the lines that are logged after a certain line, until the capture is closed. Thread-safe. */
    public static final class Excerpt {

        private final ConcurrentLinkedQueue<Line> lines;
        private final int before;

        private Excerpt(ConcurrentLinkedQueue<Line> lines, int before) {
            this.lines = lines;
            this.before = before;
        }

        /** Returns how many lines of a level, such as WARN, contain one of these texts. */
        public long count(String ofLevel, List<String> texts) {
            return lines.stream()
                    .skip(before)
                    .filter(line -> line.level.equals(ofLevel) && texts.stream().anyMatch(line.text::contains))
                    .count();
        }
    }

    private record Line(String level, String text) {}
}

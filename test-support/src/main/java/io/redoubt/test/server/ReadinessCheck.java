package io.redoubt.test.server;

import io.redoubt.test.server.ServerOptions.Login;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Check that polls a newly started server until it answers {@code PING}. It also opens connections that are logged in.
 */
final class ReadinessCheck {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(5);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(10);

    private ReadinessCheck() {}

    /**
     * Waits until the server has answered PING. Throws IllegalStateException, with the end of its log, if the
     * server ends or does not answer in time.
     */
    static void await(RunningServer run, @Nullable Login login) {
        try {
            Awaitility.await("server answers PING")
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL_INTERVAL)
                    .atMost(TIMEOUT)
                    .until(() -> !run.isAlive() || answers(run, login));
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException("The server did not answer within " + TIMEOUT + log(run), e);
        }
        if (!run.isAlive()) {
            throw new IllegalStateException("The server ended instead of answering" + log(run));
        }
    }

    static RawRedis connect(RunningServer run, @Nullable Login login, Duration timeout) {
        RawRedis redis = RawRedis.connect(run.host(), run.port(), timeout);
        if (login != null) {
            Object reply = redis.call("AUTH", login.user(), login.password());
            if (!"OK".equals(reply)) {
                redis.close();
                throw new IllegalStateException("The launcher's own user was refused: " + reply);
            }
        }
        return redis;
    }

    private static boolean answers(RunningServer run, @Nullable Login login) {
        try (RawRedis redis = connect(run, login, CALL_TIMEOUT)) {
            return "PONG".equals(redis.call("PING"))
                    && run.confirmProcessId(ServerInfo.read(redis).processId());
        } catch (UncheckedIOException | IllegalStateException notReady) {
            return false;
        }
    }

    private static String log(RunningServer run) {
        return "; the end of its log:\n" + run.logTail();
    }
}

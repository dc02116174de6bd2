package io.redoubt.tck.server;

import io.redoubt.tck.server.ServerOptions.Login;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/** Waits until a server answers, and knows how to enter it. */
final class Readiness {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(5);
    private static final Duration ONE_CALL = Duration.ofSeconds(10);

    private Readiness() {}

    /** Returns when the server has answered PING; an IllegalStateException with its log if it ends or stays silent. */
    static void await(ServerRun run, @Nullable Login login) {
        try {
            Awaitility.await("server answers PING")
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(POLL)
                    .atMost(PATIENCE)
                    .until(() -> !run.isAlive() || answers(run, login));
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException("The server did not answer within " + PATIENCE + log(run), e);
        }
        if (!run.isAlive()) {
            throw new IllegalStateException("The server ended instead of answering" + log(run));
        }
    }

    static RawRedis connect(ServerRun run, @Nullable Login login, Duration timeout) {
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

    private static boolean answers(ServerRun run, @Nullable Login login) {
        try (RawRedis redis = connect(run, login, ONE_CALL)) {
            return "PONG".equals(redis.call("PING"))
                    && run.claim(ServerInfo.read(redis).processId());
        } catch (UncheckedIOException | IllegalStateException notYet) {
            return false;
        }
    }

    private static String log(ServerRun run) {
        return "; the end of its log:\n" + run.logTail();
    }
}

package io.redoubt;

import static io.redoubt.EnvironmentVariable.REDIS_BREAKER_CONSECUTIVE_FAILURES;
import static io.redoubt.EnvironmentVariable.REDIS_BREAKER_FAILURE_PERCENT;
import static io.redoubt.EnvironmentVariable.REDIS_BREAKER_LEAST_DEADLINE;
import static io.redoubt.EnvironmentVariable.REDIS_BREAKER_MINIMUM_CALLS;
import static io.redoubt.EnvironmentVariable.REDIS_BREAKER_WINDOW;
import static io.redoubt.EnvironmentVariable.REDIS_RECONNECT_LONGEST;
import static io.redoubt.EnvironmentVariable.REDIS_RECONNECT_MAX_ATTEMPTS;
import static io.redoubt.EnvironmentVariable.REDIS_RECONNECT_SHORTEST;
import static io.redoubt.EnvironmentVariable.REDIS_RECONNECT_WHILE_CALLED;

import io.redoubt.redis.BreakerSettings;
import io.redoubt.redis.CommandBatching;
import io.redoubt.redis.ConnectMode;
import io.redoubt.redis.ReconnectSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import java.util.List;

/**
 * Reader for the environment variables that configure Redis connections: timeouts, limits, reconnecting and the circuit
 * breaker.
 */
final class ConnectionVariables {

    private final EnvironmentValues environment;

    ConnectionVariables(EnvironmentValues environment) {
        this.environment = environment;
    }

    void applyTo(RedisSettingsBuilder redis) {
        environment.apply(EnvironmentVariable.REDIS_CLIENT_NAME, text -> text, redis::clientName);
        environment.apply(
                EnvironmentVariable.REDIS_CONNECT_MODE, ValueParsers.constant(ConnectMode.class), redis::connectMode);
        environment.apply(EnvironmentVariable.REDIS_CONNECT_TIMEOUT, ValueParsers::time, redis::connectTimeout);
        environment.apply(EnvironmentVariable.REDIS_COMMAND_TIMEOUT, ValueParsers::time, redis::commandTimeout);
        environment.apply(EnvironmentVariable.REDIS_CLOSE_TIMEOUT, ValueParsers::time, redis::closeTimeout);
        environment.apply(EnvironmentVariable.REDIS_MAX_CONNECTIONS, ValueParsers::number, redis::maxConnections);
        environment.apply(EnvironmentVariable.REDIS_MAX_PENDING, ValueParsers::number, redis::maxPending);
        environment.apply(EnvironmentVariable.REDIS_MAX_PENDING_BYTES, ValueParsers::size, redis::maxPendingBytes);
        environment.apply(EnvironmentVariable.REDIS_MAX_REPLY_BYTES, ValueParsers::size, redis::maxReplyBytes);
        environment.apply(
                EnvironmentVariable.REDIS_COMMAND_BATCHING, ConnectionVariables::batching, redis::commandBatching);
        environment.apply(
                EnvironmentVariable.REDIS_LARGE_REQUEST_BYTES, ValueParsers::smallSize, redis::largeRequestBytes);
        environment.apply(EnvironmentVariable.REDIS_HEARTBEAT, ValueParsers::time, redis::heartbeat);
        environment.apply(EnvironmentVariable.REDIS_TOPOLOGY_REFRESH, ValueParsers::time, redis::topologyRefresh);
        redis.reconnect(environment.combined(
                List.of(
                        REDIS_RECONNECT_SHORTEST,
                        REDIS_RECONNECT_LONGEST,
                        REDIS_RECONNECT_WHILE_CALLED,
                        REDIS_RECONNECT_MAX_ATTEMPTS),
                this::reconnect));
        redis.breaker(environment.combined(
                List.of(
                        REDIS_BREAKER_CONSECUTIVE_FAILURES,
                        REDIS_BREAKER_MINIMUM_CALLS,
                        REDIS_BREAKER_FAILURE_PERCENT,
                        REDIS_BREAKER_WINDOW,
                        REDIS_BREAKER_LEAST_DEADLINE),
                this::breaker));
    }

    private ReconnectSettings reconnect() {
        ReconnectSettings defaults = ReconnectSettings.forEver();
        return new ReconnectSettings(
                environment.parsedOr(REDIS_RECONNECT_SHORTEST, ValueParsers::time, defaults.shortest()),
                environment.parsedOr(REDIS_RECONNECT_LONGEST, ValueParsers::time, defaults.longest()),
                environment.parsedOr(REDIS_RECONNECT_WHILE_CALLED, ValueParsers::time, defaults.whileCalled()),
                environment.parsedOr(
                        REDIS_RECONNECT_MAX_ATTEMPTS, ValueParsers::numberOrUnlimited, defaults.maxAttempts()));
    }

    private BreakerSettings breaker() {
        BreakerSettings defaults = BreakerSettings.defaults();
        return new BreakerSettings(
                environment.parsedOr(
                        REDIS_BREAKER_CONSECUTIVE_FAILURES,
                        ValueParsers::numberOrUnlimited,
                        defaults.consecutiveFailures()),
                environment.parsedOr(
                        REDIS_BREAKER_MINIMUM_CALLS, ValueParsers::numberOrUnlimited, defaults.minimumCalls()),
                environment.parsedOr(REDIS_BREAKER_FAILURE_PERCENT, ValueParsers::number, defaults.failurePercent()),
                environment.parsedOr(REDIS_BREAKER_WINDOW, ValueParsers::time, defaults.window()),
                environment.parsedOr(REDIS_BREAKER_LEAST_DEADLINE, ValueParsers::time, defaults.leastDeadline()));
    }

    private static CommandBatching batching(String text) {
        return ValueParsers.flag(text) ? CommandBatching.ON : CommandBatching.OFF;
    }
}

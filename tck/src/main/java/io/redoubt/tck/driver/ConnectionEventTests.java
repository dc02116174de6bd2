package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.ConnectionEvent.BreakerClosed;
import io.redoubt.redis.ConnectionEvent.BreakerOpened;
import io.redoubt.redis.ConnectionEvent.Connected;
import io.redoubt.redis.ConnectionEvent.Disconnected;
import io.redoubt.redis.ConnectionEvent.GaveUp;
import io.redoubt.redis.ConnectionEvent.Reconnecting;
import io.redoubt.redis.Node;
import io.redoubt.redis.ReconnectSettings;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.test.net.ClosedPort;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Contract tests which verify that a Redis driver reports each connection event exactly once, even if many callers are
 * affected.
 */
abstract class ConnectionEventTests extends DriverTestBase {

    private static final int CALLERS = 8;
    /** Pause after a failure, so that callers whose calls fail at once leave the processors to other threads. */
    private static final long PAUSE_NANOS = 1_000_000;

    private ConnectionEventRecorder log;

    @BeforeEach
    final void listen() {
        log = closeAfterTest(ConnectionEventRecorder.open());
    }

    @Test
    @DisplayName("the loss and the return of a server are reported once, and each attempt to reconnect by its number")
    void serverRestarts() throws Exception {
        ProxiedServer server = proxiedServer();
        Node node = server.address();
        // A second connection, accepted before the kill, could be announced when the first one is lost already.
        RedisDriver driver = driver(
                settings(node).maxConnections(1).listener(log.events::add).build());
        AtomicBoolean stop = new AtomicBoolean();
        List<Future<?>> callers = callers(driver, stop, LONG_TIMEOUT);
        eventually().until(() -> !log.events.isEmpty());

        server.kill();
        // If no thread of a caller ran meanwhile, no caller would notice the lost connection.
        eventually().until(() -> !log.all(Disconnected.class).isEmpty());
        eventually().until(() -> log.all(Reconnecting.class).size() >= 2);
        assertThat(log.all(Connected.class)).containsExactly(new Connected(node));
        server.restart();
        eventually().until(() -> !log.all(BreakerClosed.class).isEmpty());
        text(driver.execute(ping(), LONG_TIMEOUT));
        end(callers, stop);
        eventually().until(() -> log.logged(node) == log.events.size());
        driver.close();

        int attempts = log.all(Reconnecting.class).size();
        assertThat(log.all(Connected.class)).containsExactly(new Connected(node), new Connected(node));
        assertThat(log.all(Disconnected.class))
                .as("%s", log.events.toString())
                .extracting(Disconnected::node)
                .containsExactly(node);
        assertThat(log.all(BreakerOpened.class)).extracting(BreakerOpened::node).containsExactly(node);
        assertThat(log.all(BreakerClosed.class)).containsExactly(new BreakerClosed(node));
        assertThat(log.all(Reconnecting.class))
                .extracting(Reconnecting::attempt)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, attempts).boxed().toList());
        assertThat(log.events)
                .hasSize(5 + attempts)
                .startsWith(new Connected(node))
                .endsWith(new Connected(node), new BreakerClosed(node));

        assertThat(log.logged(Level.INFO, "connected to " + node)).isEqualTo(2);
        assertThat(log.logged(Level.WARN, "lost the connection to " + node)).isEqualTo(1);
        assertThat(log.logged(Level.WARN, "leaving " + node + " alone")).isEqualTo(1);
        assertThat(log.logged(Level.DEBUG, "trying " + node + " again")).isEqualTo(attempts);
        assertThat(log.logged(Level.INFO, node + " answers again")).isEqualTo(1);
        assertThat(log.logged(node)).isEqualTo(5 + attempts);
    }

    @Test
    @DisplayName("the stall of a server and its end are reported once each")
    void serverStandsStill() throws Exception {
        RedisServer server = server(ServerOptions.defaults());
        Node node = new Node(server.host(), server.port());
        RedisDriver driver = driver(settings(server).listener(log.events::add).build());
        driver.execute(ping(), LONG_TIMEOUT);
        server.suspend();
        AtomicBoolean stop = new AtomicBoolean();
        List<Future<?>> callers = callers(driver, stop, SHORT_TIMEOUT);
        eventually().until(() -> !log.all(BreakerOpened.class).isEmpty());
        end(callers, stop);
        // These calls have ample time: a timeout would count as a failure of the resumed server.
        AtomicBoolean stopPatient = new AtomicBoolean();
        List<Future<?>> patient = callers(driver, stopPatient, LONG_TIMEOUT);
        server.resume();
        eventually().until(() -> !log.all(BreakerClosed.class).isEmpty());
        text(driver.execute(ping(), LONG_TIMEOUT));
        end(patient, stopPatient);
        eventually().until(() -> log.logged(node) == log.events.size());
        driver.close();

        assertThat(log.all(BreakerOpened.class)).extracting(BreakerOpened::node).containsExactly(node);
        assertThat(log.all(BreakerClosed.class)).containsExactly(new BreakerClosed(node));
        assertThat(log.logged(Level.WARN, "leaving " + node + " alone")).isEqualTo(1);
        assertThat(log.logged(Level.INFO, node + " answers again")).isEqualTo(1);
        List<ConnectionEvent> ups = log.events.stream()
                .filter(event -> event instanceof Connected || event instanceof Disconnected)
                .toList();
        for (int i = 0; i < ups.size(); i++) {
            assertThat(ups.get(i) instanceof Connected)
                    .as("connected and lost take turns: %s", ups)
                    .isEqualTo(i % 2 == 0);
        }
        assertThat(log.logged(node)).isEqualTo(log.events.size());
    }

    @Test
    @DisplayName("giving up a server is reported once, as an error")
    void givenUp() {
        ClosedPort gone = closeAfterTest(ClosedPort.find());
        Node node = new Node(gone.host(), gone.port());
        Duration soon = Duration.ofMillis(10);
        RedisDriver driver = driver(settings(node)
                .reconnect(new ReconnectSettings(soon, soon, soon, 3))
                .listener(log.events::add)
                .build());
        assertThat(failureOf(() -> driver.execute(ping(), LONG_TIMEOUT)).kind()).isEqualTo(Kind.UNREACHABLE);
        eventually().until(() -> !log.all(GaveUp.class).isEmpty());
        driver.close();
        assertThat(log.events.get(0)).isInstanceOf(BreakerOpened.class);
        assertThat(log.all(Reconnecting.class))
                .extracting(Reconnecting::attempt)
                .containsExactly(1, 2, 3);
        assertThat(log.events).hasSize(5).endsWith(new GaveUp(node, 3));
        assertThat(log.logged(Level.ERROR, "giving " + node + " up")).isEqualTo(1);
        assertThat(log.logged(Level.WARN, "leaving " + node + " alone")).isEqualTo(1);
        assertThat(log.logged(node)).isEqualTo(5);
    }

    private List<Future<?>> callers(RedisDriver driver, AtomicBoolean stop, CallOptions options) {
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(background(() -> {
                int failed = 0;
                while (!stop.get() && !Thread.currentThread().isInterrupted()) {
                    try {
                        driver.execute(ping(), options);
                    } catch (DriverException e) {
                        failed++;
                        LockSupport.parkNanos(PAUSE_NANOS);
                    }
                }
                return failed;
            }));
        }
        return callers;
    }

    private static void end(List<Future<?>> callers, AtomicBoolean stop) throws Exception {
        stop.set(true);
        for (Future<?> caller : callers) {
            caller.get();
        }
    }
}

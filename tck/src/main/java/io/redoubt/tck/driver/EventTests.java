package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.redoubt.redis.spi.ConnectionEvent;
import io.redoubt.redis.spi.ConnectionEvent.BreakerClosed;
import io.redoubt.redis.spi.ConnectionEvent.BreakerOpened;
import io.redoubt.redis.spi.ConnectionEvent.Connected;
import io.redoubt.redis.spi.ConnectionEvent.Disconnected;
import io.redoubt.redis.spi.ConnectionEvent.GaveUp;
import io.redoubt.redis.spi.ConnectionEvent.Reconnecting;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.ReconnectSettings;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.ServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is told of the connections: each thing once, however many callers it happens to. */
abstract class EventTests extends DriverTests {

    private static final int CALLERS = 8;

    private EventLog log;

    @BeforeEach
    final void listen() {
        log = closing(EventLog.open());
    }

    @Test
    @DisplayName("that a server went and came back is told once each, and each attempt to reach it by its number")
    void serverRestarts() throws Exception {
        RedisServer server = server(ServerOptions.defaults());
        Node node = new Node(server.host(), server.port());
        RedisDriver driver = driver(settings(server).listener(log.events::add).build());
        AtomicBoolean stop = new AtomicBoolean();
        List<Future<?>> callers = callers(driver, stop);
        eventually().until(() -> !log.events.isEmpty());

        server.kill();
        eventually().until(() -> log.all(Reconnecting.class).size() >= 2);
        assertThat(log.all(Connected.class)).containsExactly(new Connected(node));
        server(ServerOptions.defaults().onPort(server.port()));
        eventually().until(() -> log.all(BreakerClosed.class).size() == 1);
        text(driver.execute(ping(), PATIENT));
        stop.set(true);
        for (Future<?> caller : callers) {
            caller.get();
        }
        driver.close();

        int attempts = log.all(Reconnecting.class).size();
        assertThat(log.all(Connected.class)).containsExactly(new Connected(node), new Connected(node));
        assertThat(log.all(Disconnected.class)).extracting(Disconnected::node).containsExactly(node);
        assertThat(log.all(BreakerOpened.class)).extracting(BreakerOpened::node).containsExactly(node);
        assertThat(log.all(BreakerClosed.class)).containsExactly(new BreakerClosed(node));
        assertThat(log.all(Reconnecting.class))
                .extracting(Reconnecting::attempt)
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, attempts).boxed().toList());
        assertThat(log.events).hasSize(5 + attempts).startsWith(new Connected(node));
        assertThat(log.events.subList(3 + attempts, 5 + attempts))
                .containsExactly(new Connected(node), new BreakerClosed(node));

        assertThat(log.logged(Level.INFO, "connected to " + node)).isEqualTo(2);
        assertThat(log.logged(Level.WARN, "lost the connection to " + node)).isEqualTo(1);
        assertThat(log.logged(Level.WARN, "leaving " + node + " alone")).isEqualTo(1);
        assertThat(log.logged(Level.DEBUG, "trying " + node + " again")).isEqualTo(attempts);
        assertThat(log.logged(Level.INFO, node + " answers again")).isEqualTo(1);
        assertThat(log.logged()).isEqualTo(5 + attempts);
    }

    @Test
    @DisplayName("that a server stands still and goes on is told once each")
    void serverStandsStill() throws Exception {
        RedisServer server = server(ServerOptions.defaults());
        Node node = new Node(server.host(), server.port());
        RedisDriver driver = driver(settings(server).listener(log.events::add).build());
        driver.execute(ping(), PATIENT);
        AtomicBoolean stop = new AtomicBoolean();
        server.suspend();
        List<Future<?>> callers = callers(driver, stop);
        eventually().until(() -> log.all(BreakerOpened.class).size() == 1);
        server.resume();
        eventually().until(() -> log.all(BreakerClosed.class).size() == 1);
        stop.set(true);
        for (Future<?> caller : callers) {
            caller.get();
        }
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
        assertThat(log.logged()).isEqualTo(log.events.size());
    }

    @Test
    @DisplayName("that a server is given up is told once, as an error")
    void givenUp() {
        RedisServer gone = server(ServerOptions.defaults());
        Node node = new Node(gone.host(), gone.port());
        gone.kill();
        Duration soon = Duration.ofMillis(10);
        RedisDriver driver = driver(settings(gone)
                .reconnect(new ReconnectSettings(soon, soon, soon, 3))
                .listener(log.events::add)
                .build());
        assertThat(failureOf(() -> driver.execute(ping(), PATIENT)).kind()).isEqualTo(Kind.UNREACHABLE);
        eventually().until(() -> !log.all(GaveUp.class).isEmpty());
        driver.close();
        assertThat(log.events.get(0)).isInstanceOf(BreakerOpened.class);
        assertThat(log.all(Reconnecting.class))
                .extracting(Reconnecting::attempt)
                .containsExactly(1, 2, 3);
        assertThat(log.events).hasSize(5).endsWith(new GaveUp(node, 3));
        assertThat(log.logged(Level.ERROR, "giving " + node + " up")).isEqualTo(1);
        assertThat(log.logged(Level.WARN, "leaving " + node + " alone")).isEqualTo(1);
        assertThat(log.logged()).isEqualTo(5);
    }

    private List<Future<?>> callers(RedisDriver driver, AtomicBoolean stop) {
        List<Future<?>> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            callers.add(background(() -> {
                int failed = 0;
                while (!stop.get() && !Thread.currentThread().isInterrupted()) {
                    try {
                        driver.execute(ping(), BRIEF);
                    } catch (DriverException e) {
                        failed++;
                    }
                }
                return failed;
            }));
        }
        return callers;
    }
}

package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Credentials;
import io.redoubt.redis.RedisEndpoints;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.TlsSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.PubSubChannel;
import io.redoubt.redis.spi.Reply;
import io.redoubt.test.server.CertificateFiles;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import io.redoubt.test.server.RedisCluster;
import io.redoubt.test.server.RedisClusters;
import io.redoubt.test.server.SentinelGroup;
import io.redoubt.test.server.SentinelGroups;
import io.redoubt.test.server.ServerOptions;
import io.redoubt.test.server.TestCertificates;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Contract tests for Redis drivers on clusters and sentinels that require TLS and authentication. One cluster and one
 * sentinel group serve all tests of this class.
 */
abstract class SecuredServersTests extends DriverTestBase {

    private static final int DENIALS = 3;
    private static final String PASSWORD = "let:me@in";
    private static final String WATCHWORD = "who:goes@there";

    /** The documented permissions and no more, so that a driver that needs more fails here. */
    private static final String[] APP = {
        "on",
        ">" + PASSWORD,
        "~" + PREFIX + "*",
        // By default Redis 6.2 permits all channels, later versions none.
        "resetchannels",
        "&" + PREFIX + "*",
        // With RESP2, invalidations are messages on this channel.
        "&__redis__:invalidate",
        "-@all",
        "+@read",
        "+@write",
        "+@connection",
        "+@pubsub",
        "+cluster|slots"
    };

    private static final String[] WATCHER = {
        "on", ">" + WATCHWORD, "allchannels", "-@all", "+@connection", "+subscribe", "+sentinel"
    };

    private static RedisCluster cluster;
    private static SentinelGroup group;
    private static TlsSettings trusted;
    private static TlsSettings untrusted;

    @BeforeAll
    static void start(@TempDir Path directory) {
        CertificateFiles files = TestCertificates.forLoopback(directory);
        ServerOptions data =
                ServerOptions.defaults().tls(files).aclUser("default", "off").aclUser("app", APP);
        trusted = TlsSettings.trusting(files.certificate());
        untrusted = TlsSettings.trusting(
                TestCertificates.forHost(directory, "other.example").certificate());
        ServerOptions guards =
                ServerOptions.defaults().aclUser("default", "off").aclUser("watcher", WATCHER);
        // Both concurrently, since most of the start is waiting.
        CompletableFuture<SentinelGroup> meanwhile =
                CompletableFuture.supplyAsync(() -> SentinelGroups.start(1, data, guards));
        cluster = RedisClusters.start(data);
        group = meanwhile.join();
    }

    @AfterAll
    static void end() {
        cluster.close();
        group.close();
    }

    @Test
    @DisplayName("connects to every master of a cluster with TLS and the user of its settings, for all kinds of calls")
    void clusterWithUser() {
        RedisDriver driver = driver(cluster("app", PASSWORD).tls(trusted).build());
        List<String> keys = IntStream.range(0, 3)
                .mapToObj(master -> cluster.keyOnMaster(master, number -> PREFIX + "secured" + number))
                .toList();
        worksWith(driver, keys);
        assertThat(driver.onEveryMaster(ping(), LONG_TIMEOUT)).hasSize(3);
        assertThat(driver.execute(get("elsewhere"), LONG_TIMEOUT))
                .isInstanceOfSatisfying(
                        Reply.Refusal.class,
                        refusal -> assertThat(refusal.code()).isEqualTo("NOPERM"));
    }

    @Test
    @DisplayName("connects in the same way to a master of a cluster that took over and was unknown before")
    void clusterSuccessor() {
        String key = cluster.keyOnMaster(0, number -> PREFIX + "successor" + number);
        ProxiedServer old = cluster.masterOf(key);
        List<ProxiedServer> masters = cluster.masters();
        RedisDriver driver = driver(cluster("app", PASSWORD)
                // The driver learns of the new master from the cluster alone.
                .cluster(masters.stream()
                        .filter(master -> master != old)
                        .map(ProxiedServer::address)
                        .toList())
                .tls(trusted)
                .build());
        driver.execute(set(key, "before"), LONG_TIMEOUT);

        ProxiedServer successor = cluster.switchOver(old);

        eventually()
                .untilAsserted(() ->
                        assertThat(text(driver.execute(get(key), LONG_TIMEOUT))).isEqualTo("before"));
        driver.execute(set(key, "after"), LONG_TIMEOUT);
        try (RawRedis raw = successor.raw()) {
            assertThat(raw.text("GET", key)).isEqualTo("after");
        }
    }

    @Test
    @DisplayName("fails with ACCESS_DENIED in a cluster for a wrong password, user or certificate, and never connects")
    void clusterDenies() {
        denied(cluster("app", "guessed-it").tls(trusted).build());
        denied(cluster("nobody", PASSWORD).tls(trusted).build());
        denied(cluster("app", PASSWORD).tls(untrusted).build());
    }

    @Test
    @DisplayName("connects with TLS to sentinels and master, each with its own user, even after a failover")
    void sentinelsWithUsers() {
        RedisDriver driver = driver(sentinels(new Credentials("watcher", WATCHWORD))
                .credentials("app", PASSWORD)
                .tls(trusted)
                .build());
        String key = freshKey();
        worksWith(driver, List.of(key, freshKey()));

        ProxiedServer successor = group.switchOver();

        eventually().untilAsserted(() -> {
            driver.execute(set(key, "after"), LONG_TIMEOUT);
            assertThat(driver.topology(LONG_TIMEOUT).masters()).containsExactly(successor.address());
        });
        worksWith(driver, List.of(freshKey()));
    }

    @Test
    @DisplayName(
            "fails with ACCESS_DENIED if the user is unknown to sentinels or master, and never confuses the two users")
    void sentinelsDeny() {
        Credentials watcher = new Credentials("watcher", WATCHWORD);
        denied(sentinels(new Credentials("watcher", "guessed-it"))
                .credentials("app", PASSWORD)
                .tls(trusted)
                .build());
        denied(sentinels(null).credentials("app", PASSWORD).tls(trusted).build());
        denied(sentinels(watcher).credentials("app", "guessed-it").tls(trusted).build());
        denied(sentinels(watcher).tls(trusted).build());
        denied(sentinels(watcher).credentials("app", PASSWORD).tls(untrusted).build());
    }

    private void worksWith(RedisDriver driver, List<String> keys) {
        List<Command> commands = new ArrayList<>();
        keys.forEach(key -> commands.add(set(key, "of " + key)));
        keys.forEach(key -> commands.add(get(key)));
        List<Reply> replies = driver.pipeline(commands, LONG_TIMEOUT);
        for (int i = 0; i < keys.size(); i++) {
            assertThat(text(replies.get(keys.size() + i))).isEqualTo("of " + keys.get(i));
        }
        RecordingSubscriptionListener recorder = new RecordingSubscriptionListener();
        String channel = PREFIX + "news";
        closeAfterTest(driver.subscribe(List.of(PubSubChannel.global(bytes(channel))), recorder, LONG_TIMEOUT));
        RecordingTrackingListener heard = new RecordingTrackingListener();
        closeAfterTest(driver.track(List.of(bytes(PREFIX)), heard, LONG_TIMEOUT));
        driver.execute(Command.keyless("PUBLISH", bytes(channel), bytes("to all")), LONG_TIMEOUT);
        keys.forEach(key -> driver.execute(set(key, "changed"), LONG_TIMEOUT));
        eventually().untilAsserted(() -> {
            assertThat(recorder.events()).containsExactly("to all");
            assertThat(heard.keys).containsAll(keys);
        });
    }

    private void denied(RedisSettings settings) {
        RedisDriver driver = driver(settings);
        AtomicInteger denials = new AtomicInteger();
        eventually().atMost(Duration.ofMinutes(1)).until(() -> {
            var failure = failureOf(() -> driver.execute(ping(), LONG_TIMEOUT));
            // On a machine under load a handshake may exceed the timeout for querying the sentinels, or for an attempt
            // in the background. Any other kind of failure would be wrong.
            assertThat(failure.kind()).as(failure.toString()).isIn(Kind.ACCESS_DENIED, Kind.TIMEOUT, Kind.UNREACHABLE);
            assertThat(failure.execution()).isEqualTo(Execution.NOT_EXECUTED);
            assertThat(failure.getMessage()).doesNotContain("guessed-it", PASSWORD, WATCHWORD);
            return failure.kind() == Kind.ACCESS_DENIED && denials.incrementAndGet() == DENIALS;
        });
    }

    private static RedisSettingsBuilder cluster(String user, String password) {
        return settings(cluster).credentials(user, password);
    }

    private static RedisSettingsBuilder sentinels(@Nullable Credentials own) {
        return RedisSettings.builder()
                .servers(new RedisEndpoints.Sentinel(group.seeds(), group.masterName(), own))
                .connectTimeout(LONG_TIMEOUT.timeout());
    }
}

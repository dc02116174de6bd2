package io.redoubt.tck.driver;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.redis.Credentials;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.Servers;
import io.redoubt.redis.TlsSettings;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Channel;
import io.redoubt.redis.spi.Command;
import io.redoubt.redis.spi.DriverException.Execution;
import io.redoubt.redis.spi.DriverException.Kind;
import io.redoubt.redis.spi.Reply;
import io.redoubt.tck.server.PemFiles;
import io.redoubt.tck.server.ProxiedServer;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisCluster;
import io.redoubt.tck.server.RedisClusters;
import io.redoubt.tck.server.SentinelGroup;
import io.redoubt.tck.server.SentinelGroups;
import io.redoubt.tck.server.ServerOptions;
import io.redoubt.tck.server.TestCertificates;
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

/** Clusters and sentinels that speak TLS and let in nobody whom they do not know; one of each for all these tests. */
abstract class SecuredServersTests extends DriverTestBase {

    private static final int DENIALS = 3;
    private static final String PASSWORD = "let:me@in";
    private static final String WATCHWORD = "who:goes@there";

    /** What documentation asks for, and no more: a driver that needed more would show here. */
    private static final String[] APP = {
        "on",
        ">" + PASSWORD,
        "~" + PREFIX + "*",
        // Redis 6.2 begins with all channels, later ones with none.
        "resetchannels",
        "&" + PREFIX + "*",
        // Over RESP2, invalidations of keys come on this channel.
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
        PemFiles files = TestCertificates.forLoopback(directory);
        ServerOptions data =
                ServerOptions.defaults().tls(files).aclUser("default", "off").aclUser("app", APP);
        trusted = TlsSettings.trusting(files.certificate());
        untrusted = TlsSettings.trusting(
                TestCertificates.forHost(directory, "other.example").certificate());
        ServerOptions guards =
                ServerOptions.defaults().aclUser("default", "off").aclUser("watcher", WATCHER);
        // Both at once: starting them is waiting, most of the time.
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
    @DisplayName("enters every master of a cluster as the user of its settings, encrypted, with all kinds of calls")
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
    @DisplayName("enters a master of a cluster that it did not know, when that takes over, in the same way")
    void clusterSuccessor() {
        String key = cluster.keyOnMaster(0, number -> PREFIX + "successor" + number);
        ProxiedServer old = cluster.masterOf(key);
        List<ProxiedServer> masters = cluster.masters();
        RedisDriver driver = driver(cluster("app", PASSWORD)
                // The one that takes over is learned of from the cluster alone.
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
    @DisplayName("says ACCESS_DENIED to a wrong password, user or certificate in a cluster, and never lets anybody in")
    void clusterDenies() {
        denied(cluster("app", "guessed-it").tls(trusted).build());
        denied(cluster("nobody", PASSWORD).tls(trusted).build());
        denied(cluster("app", PASSWORD).tls(untrusted).build());
    }

    @Test
    @DisplayName("enters sentinels as their user and the master as its own, encrypted, and follows a failover so")
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
            "says ACCESS_DENIED where the sentinels or the master do not know the user, and never mixes the two up")
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
        closeAfterTest(driver.subscribe(List.of(Channel.global(bytes(channel))), recorder, LONG_TIMEOUT));
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
            // A machine under load may not get through a handshake in the time that there is for asking where the
            // master is,
            // or for an attempt in the background; anything else would be wrong.
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
                .servers(new Servers.Sentinel(group.seeds(), group.masterName(), own))
                .connectTimeout(LONG_TIMEOUT.timeout());
    }
}

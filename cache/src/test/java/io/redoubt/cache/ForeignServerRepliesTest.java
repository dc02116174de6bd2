package io.redoubt.cache;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.redoubt.api.StoreRejectedException;
import io.redoubt.api.cache.CacheStore;
import io.redoubt.api.cache.ServerStatistics;
import io.redoubt.jedis.JedisDriverProvider;
import io.redoubt.json.JsonCodec;
import io.redoubt.lettuce.LettuceDriverProvider;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.core.support.ReplyValues;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.test.proxy.FaultProxy;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Test of replies about the servers themselves that are not the documented ones. A proxy sends them. */
@DisplayName("A server that describes itself, or another server, as none does")
final class ForeignServerRepliesTest {

    private RedisServer server;
    private FaultProxy first;
    private FaultProxy second;

    static Stream<RedisDriverProvider> providers() {
        return Stream.of(new LettuceDriverProvider(), new JedisDriverProvider());
    }

    @BeforeEach
    void open() {
        server = RedisServers.start(ServerOptions.defaults());
        first = FaultProxy.before(server.host(), server.port());
        second = FaultProxy.before(server.host(), server.port());
    }

    @AfterEach
    void close() {
        second.close();
        first.close();
        server.close();
    }

    @ParameterizedTest
    @MethodSource("providers")
    @DisplayName("fails the statistics with a documented exception if a figure is no number")
    void noNumber(RedisDriverProvider provider) {
        with(provider, RedisSettings.builder().node(node(first)), cache -> {
            for (String line :
                    List.of("used_memory:1.5M", "maxmemory:-1", "db0:keys=x,expires=0", "expired_keys:", "db1:keys=")) {
                info(line);
                assertThatExceptionOfType(StoreRejectedException.class)
                        .as(line)
                        .isThrownBy(cache::serverStatistics)
                        .satisfies(e -> assertThat(e.code()).isEqualTo(ReplyValues.UNEXPECTED));
            }
        });
    }

    @ParameterizedTest
    @MethodSource("providers")
    @DisplayName("counts a figure above the maximum of a long, and such a sum, as this maximum")
    void largeNumbers(RedisDriverProvider provider) {
        with(provider, RedisSettings.builder().node(node(first)), cache -> {
            info("maxmemory:18446744073709551615\r\nused_memory:9223372036854775807\r\nused_memory:1"
                    + "\r\ndb0:keys=3,expires=0\r\ndb1:keys=4\r\nno figure\r\nevicted_keys:7\r\nexpired_keys:0");
            assertThat(cache.serverStatistics())
                    .isEqualTo(new ServerStatistics(1, 7, Long.MAX_VALUE, Long.MAX_VALUE, 7, 0));
        });
    }

    @ParameterizedTest
    @MethodSource("providers")
    @DisplayName("is passed over if it is a sentinel that names no address of a master")
    void sentinel(RedisDriverProvider provider) {
        for (String address : List.of("$4\r\nhost\r\n$1\r\nx", "$4\r\nhost\r\n$5\r\n99999", "$1\r\n \r\n$4\r\n6379")) {
            first.faults().reply("SENTINEL"::equals, "*2\r\n" + address);
            second.faults()
                    .reply(
                            "SENTINEL"::equals,
                            "*2\r\n" + bulk(server.host()) + "\r\n" + bulk(String.valueOf(server.port())));
            with(provider, RedisSettings.builder().sentinel("orders", List.of(node(first), node(second))), cache -> {
                cache.set("key", "value", Duration.ofMinutes(1));
                assertThat(cache.get("key", String.class)).as(address).contains("value");
            });
            first.heal();
            second.heal();
        }
    }

    private void info(String text) {
        first.heal();
        first.faults().reply("INFO"::equals, bulk(text));
    }

    private static String bulk(String text) {
        return "$" + text.length() + "\r\n" + text;
    }

    private static Node node(FaultProxy proxy) {
        return new Node(proxy.host(), proxy.port());
    }

    private static void with(RedisDriverProvider provider, RedisSettingsBuilder settings, Consumer<CacheStore> test) {
        CacheSettings cache = new CacheSettings(JsonCodec.create(), "", CacheSettings.DEFAULT_MAX_VALUE_BYTES);
        RedisSettings patient = settings.commandTimeout(ofSeconds(10)).build();
        try (RedisDriver driver = RedisDriverFactory.open(provider, patient, System::nanoTime);
                CacheStoreFactory caches = CacheStoreFactory.redis(driver, ofSeconds(30), cache, System::nanoTime)) {
            test.accept(caches.store());
        }
    }
}

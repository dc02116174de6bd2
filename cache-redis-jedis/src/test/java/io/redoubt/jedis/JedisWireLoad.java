package io.redoubt.jedis;

import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.tck.load.Comparison;
import io.redoubt.tck.load.Crowd;
import io.redoubt.tck.load.Figures;
import io.redoubt.tck.load.SpiClient;
import io.redoubt.tck.proxy.FaultProxy;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import io.redoubt.tck.server.ServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Compares this driver with a raw pool of Jedis and prints a table: {@code JedisWireLoad [rounds] [millis a round] [crowd
 * ...]}, where a crowd is {@code 64} (threads), {@code v256} (virtual threads) or {@code 64/10} (threads that think 10 ms
 * between calls, 1 ms away from the server).
 */
final class JedisWireLoad {

    private static final Duration ONE_WAY = Duration.ofNanos(500_000);

    private JedisWireLoad() {}

    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        Duration round = Duration.ofMillis(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2_000);
        List<Crowd> crowds = new ArrayList<>();
        for (int i = 2; i < arguments.length; i++) {
            crowds.add(crowd(arguments[i]));
        }
        if (crowds.isEmpty()) {
            crowds.addAll(List.of(Crowd.platform(1), Crowd.platform(8), Crowd.platform(64), crowd("64/10")));
            if (Crowd.virtualThreadsExist()) {
                crowds.add(Crowd.virtual(256));
            }
        }
        crowds.forEach(crowd -> System.out.println(Comparison.table(crowd, run(crowd, rounds, round))));
    }

    /** Runs the comparison on a server of its own, after a round that does not count; the raw pool comes first. */
    static Map<String, Figures> run(Crowd crowd, int rounds, Duration round) {
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw();
                FaultProxy far = FaultProxy.before(server.host(), server.port())) {
            far.faults().delay(ONE_WAY);
            Node node = crowd.thinkTime().isZero()
                    ? new Node(server.host(), server.port())
                    : new Node(far.host(), far.port());
            try (RawJedis jedis = RawJedis.open(node);
                    SpiClient ours = SpiClient.open(
                            new JedisDriverProvider(), RedisSettings.builder().build(), node)) {
                Comparison comparison =
                        new Comparison(raw).with("raw pool of 64", jedis).with("redoubt", ours);
                comparison.run(crowd, 1, round);
                return comparison.run(crowd, rounds, round);
            }
        }
    }

    private static Crowd crowd(String word) {
        String callers = word.replaceAll("^v|/.*", "");
        Crowd crowd = word.startsWith("v")
                ? Crowd.virtual(Integer.parseInt(callers))
                : Crowd.platform(Integer.parseInt(callers));
        int slash = word.indexOf('/');
        return slash < 0 ? crowd : crowd.thinking(Duration.ofMillis(Integer.parseInt(word.substring(slash + 1))));
    }
}

package io.redoubt.jedis;

import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.RedisSettings;
import io.redoubt.tck.load.Comparison;
import io.redoubt.tck.load.Crowd;
import io.redoubt.tck.load.SpiClient;
import io.redoubt.tck.server.RawRedis;
import io.redoubt.tck.server.RedisServer;
import io.redoubt.tck.server.RedisServers;
import io.redoubt.tck.server.ServerOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares this driver with a raw pool of Jedis and prints a table: {@code JedisWireLoad [rounds] [millis a round]}. With
 * {@code -Dport=} of a proxy in front of the server that it starts, both go through that.
 */
final class JedisWireLoad {

    private JedisWireLoad() {}

    public static void main(String[] arguments) {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        Duration round = Duration.ofMillis(arguments.length > 1 ? Integer.parseInt(arguments[1]) : 2_000);
        List<Crowd> crowds = new ArrayList<>(List.of(Crowd.platform(1), Crowd.platform(8), Crowd.platform(64)));
        if (Crowd.virtualThreadsExist()) {
            crowds.add(Crowd.virtual(256));
        }
        try (RedisServer server = RedisServers.start(ServerOptions.defaults());
                RawRedis raw = server.raw()) {
            for (Crowd crowd : crowds) {
                try (RawJedis jedis = RawJedis.open(server.host(), server.port());
                        SpiClient ours = SpiClient.open(
                                new JedisDriverProvider(),
                                RedisSettings.of(server.host(), server.port()),
                                new Node(server.host(), server.port()))) {
                    Comparison comparison =
                            new Comparison(raw).with("raw pool of 64", jedis).with("redoubt", ours);
                    comparison.run(crowd, 1, round);
                    System.out.println(Comparison.table(crowd, comparison.run(crowd, rounds, round)));
                }
            }
        }
    }
}

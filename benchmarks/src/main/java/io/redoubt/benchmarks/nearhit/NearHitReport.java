package io.redoubt.benchmarks.nearhit;

import com.github.benmanes.caffeine.cache.Caffeine;
import io.redoubt.Redoubt;
import io.redoubt.benchmarks.ServerAddress;
import io.redoubt.test.server.RedisServer;
import io.redoubt.test.server.RedisServers;
import io.redoubt.test.server.ServerOptions;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.redisson.Redisson;
import org.springframework.cache.caffeine.CaffeineCache;

/**
 * Program that runs {@link NearHitBenchmark} for all candidates on one server, in several rounds, and prints a Markdown
 * table. Fails if a hit of Redoubt caused a command.
 */
public final class NearHitReport {

    private static final int ROOMY = 100_000;
    /** So few that more than half of the cache is in use, from where on Caffeine records which values are read. */
    private static final int TIGHT = 3 * MeasuredCache.KEYS / 2;

    private static final List<Candidate> ALSO_TIGHT =
            List.of(Candidate.CAFFEINE, Candidate.REDOUBT, Candidate.SPRING_CAFFEINE);

    private NearHitReport() {}

    /** Arguments: the number of rounds, and the names of candidates besides Caffeine; without names, all of them. */
    public static void main(String[] arguments) throws RunnerException {
        int rounds = Integer.parseInt(arguments[0]);
        List<Candidate> candidates = arguments.length == 1
                ? List.of(Candidate.values())
                : Stream.concat(
                                Stream.of(Candidate.CAFFEINE),
                                Arrays.stream(arguments).skip(1).map(Candidate::valueOf))
                        .distinct()
                        .toList();
        List<List<HitMeasurement>> measured = new ArrayList<>();
        String server;
        try (RedisServer redis = RedisServers.start(ServerOptions.defaults())) {
            server = redis.flavour() + " " + redis.version();
            ServerAddress address = new ServerAddress(redis.host(), redis.port());
            for (int round = 0; round < rounds; round++) {
                List<HitMeasurement> ofRound = new ArrayList<>(run(address, candidates, ROOMY));
                ofRound.addAll(run(
                        address,
                        candidates.stream().filter(ALSO_TIGHT::contains).toList(),
                        TIGHT));
                measured.add(ofRound);
            }
        }
        print(System.out, server, new HitTable(measured), rounds);
        List<HitMeasurement> withCommands = measured.stream()
                .flatMap(List::stream)
                .filter(each -> each.candidate().isRedoubt() && each.commands() != 0)
                .toList();
        if (!withCommands.isEmpty()) {
            System.err.println("hits of Redoubt caused commands: " + withCommands);
            System.exit(1);
        }
    }

    private static List<HitMeasurement> run(ServerAddress redis, List<Candidate> candidates, int maxEntries)
            throws RunnerException {
        Options options = new OptionsBuilder()
                .include(NearHitBenchmark.class.getName())
                .param("candidate", candidates.stream().map(Candidate::name).toArray(String[]::new))
                .param("maxEntries", Integer.toString(maxEntries))
                .forks(1)
                .warmupIterations(8)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(4)
                .measurementTime(TimeValue.seconds(1))
                .timeout(TimeValue.minutes(2))
                .timeUnit(TimeUnit.NANOSECONDS)
                .shouldFailOnError(true)
                .addProfiler(GCProfiler.class)
                .jvmArgs("-Xms512m", "-Xmx512m", redis.jvmArgument())
                .build();
        return new Runner(options).run().stream().map(HitMeasurement::of).toList();
    }

    private static void print(PrintStream out, String server, HitTable table, int rounds) {
        out.printf(
                "%n%s; %d processors; Java %s (%s); %s; %s; %d rounds%n%n",
                LocalDate.now(ZoneOffset.UTC),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().feature(),
                System.getProperty("java.vm.version"),
                server,
                libraries(),
                rounds);
        out.println("At most " + ROOMY + " entries, " + MeasuredCache.KEYS + " of them in use:\n");
        out.println(table.text(ROOMY));
        out.println("At most " + TIGHT + " entries, " + MeasuredCache.KEYS + " of them in use:\n");
        out.println(table.text(TIGHT));
    }

    /** Returns the names and versions of the libraries, by the names of their files. */
    private static String libraries() {
        return Stream.of(
                        Caffeine.class,
                        CaffeineCache.class,
                        com.alicp.jetcache.Cache.class,
                        io.lettuce.core.RedisClient.class,
                        Redisson.class,
                        redis.clients.jedis.RedisClient.class)
                .map(NearHitReport::file)
                .collect(Collectors.joining(", "));
    }

    private static String file(Class<?> type) {
        String path = type.getProtectionDomain().getCodeSource().getLocation().getPath();
        return String.valueOf(Path.of(path).getFileName()).replace(".jar", "");
    }
}

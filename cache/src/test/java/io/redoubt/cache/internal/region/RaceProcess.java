package io.redoubt.cache.internal.region;

import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.spi.Command;
import io.redoubt.tck.backend.BackendAddress;
import io.redoubt.tck.cache.RaceReference;
import io.redoubt.tck.cache.RegionRaces;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Process that reads, loads and invalidates one key, for {@link RaceTest}. It waits for the line {@code go}, and
 * reports whether it got a value that was too old.
 */
final class RaceProcess {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private RaceProcess() {}

    /**
     * Arguments: the address, the file with the true value, the number of operations, {@code careful} or {@code
     * careless}.
     */
    public static void main(String[] arguments) throws IOException {
        BackendAddress address = BackendAddress.in(arguments);
        List<String> words = Arrays.asList(arguments).subList(BackendAddress.ARGUMENT_COUNT, arguments.length);
        RegionKeys keys = new RegionKeys(
                new KeyPrefix(address.prefix()).space(KeyKind.REGION).start(), "raced");
        try (RedisDriver driver = address.open();
                DefaultRegionFactory regions =
                        regions(driver, keys, words.get(2).equals("careless"))) {
            Region<String, String> region = regions.region(
                    RegionSpec.of(keys.name(), String.class).ttl(Duration.ofMinutes(10)), TestRegions.values());
            RegionRaces races = RegionRaces.of(
                    region,
                    Integer.parseInt(words.get(1)),
                    RaceReference.in(Path.of(words.get(0))),
                    () -> delete(driver, keys.entry(RegionRaces.KEY)));
            System.out.println("ready");
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            System.out.println(outcome(races));
        }
    }

    private static DefaultRegionFactory regions(RedisDriver driver, RegionKeys keys, boolean careless) {
        RedisOperations calls = new RedisOperations(driver, PATIENCE, System::nanoTime);
        EntryStore store = new RedisEntryStore(calls, keys, PATIENCE);
        return TestRegions.regions(name -> careless ? new UncheckedEntryStore(store) : store, TestRegions.valueStore());
    }

    /** Deletes the key as a program that does not use the cache would. */
    private static void delete(RedisDriver driver, String key) {
        driver.execute(Command.keyed("DEL", key.getBytes(StandardCharsets.UTF_8)), CallOptions.within(PATIENCE));
    }

    private static String outcome(RegionRaces races) {
        try {
            races.run(Duration.ofMinutes(20));
            return "done";
        } catch (Throwable e) {
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            return "failed: " + cause;
        }
    }
}

package io.redoubt.cache.internal.region;

import io.redoubt.cache.internal.near.ChangeSource;
import io.redoubt.cache.internal.near.ChangeSubscriber;
import io.redoubt.cache.internal.near.RedisChangePublishers;
import io.redoubt.redis.core.KeyKind;
import io.redoubt.redis.core.KeyPrefix;
import io.redoubt.redis.core.RedisOperations;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.tck.backend.BackendAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Process that changes and reads a region with a near cache, for the tests of its coherence. After each line of input
 * it does its next step, and reports {@code ready}, {@code done} with counts, and {@code converged}; or {@code failed}.
 */
final class NearRaceProcess {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private NearRaceProcess() {}

    /** Arguments: the address, the file with the true values, and the words of a {@link NearRacePlan}. */
    public static void main(String[] arguments) throws IOException {
        BackendAddress address = BackendAddress.in(arguments);
        List<String> words = Arrays.asList(arguments).subList(BackendAddress.ARGUMENT_COUNT, arguments.length);
        NearRacePlan plan = NearRacePlan.in(words.subList(1, words.size()));
        NearTruth truth = NearTruth.in(Path.of(words.get(0)), plan.keys());
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (RedisDriver driver = address.open(settings -> settings.heartbeat(plan.heartbeat()));
                DefaultRegionFactory regions = regions(driver, address.prefix(), plan)) {
            var region = regions.region(NearRaces.spec(plan), TestRegions.values());
            NearRaces races = new NearRaces(region, truth);
            while (region.statistics().near().state() != plan.inUse()) {
                Thread.sleep(5);
            }
            races.fill();
            System.out.println("ready");
            input.readLine();
            System.out.println("done " + races.run(plan));
            input.readLine();
            races.awaitConvergence(plan.patience());
            System.out.println("converged");
            input.readLine();
        } catch (Throwable e) {
            System.out.println("failed: " + e.getMessage());
        }
    }

    /** Creates regions with keys of that prefix. */
    static DefaultRegionFactory regions(RedisDriver driver, String prefix, NearRacePlan plan) {
        String keyStart = new KeyPrefix(prefix).space(KeyKind.REGION).start();
        RedisOperations calls = new RedisOperations(driver, TIMEOUT, System::nanoTime);
        ChangeSource changes = plan.reports() == NearRacePlan.Reports.TRACKING_WITHOUT_LOSSES
                ? new LossIgnoringChangeSource(driver, TIMEOUT)
                : new ChangeSubscriber(driver, TIMEOUT);
        return TestRegions.regions(
                name -> new RedisEntryStore(calls, new RegionKeys(keyStart, name), TIMEOUT),
                keyStart,
                changes,
                new RedisChangePublishers(driver, TIMEOUT, RedisChangePublishers.RETRY_PAUSE, System::nanoTime));
    }
}

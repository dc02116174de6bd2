package io.redoubt.tck.cache;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import io.redoubt.api.cache.Region;
import io.redoubt.api.cache.RegionSpec;
import io.redoubt.api.cache.WriteBehind;
import io.redoubt.api.cache.WriteBehindSettings;
import io.redoubt.tck.backend.RedisBackend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Base class of the contract tests for write-behind queues, with a cache region and a test data source. */
abstract class WriteBehindContractBase extends CacheContractBase {

    /** The keys that are documented to have no time to live. */
    private static final Pattern LASTING = Pattern.compile(".*behind:\\{[^}]*}:(stream|pending|dead|shards)");

    private static final Duration PATIENCE = ofSeconds(30);

    private final List<WriteBehind<?, ?>> opened = new ArrayList<>();
    private final RecordingBatchWriter source = new RecordingBatchWriter();
    private Region<String, SampleProfile> region;

    @BeforeEach
    final void openRegion() {
        region = cache().region(regionSpec());
    }

    @AfterEach
    final void closeAll() {
        opened.forEach(WriteBehind::close);
        if (on() instanceof RedisBackend redis) {
            redis.keys().stream()
                    .filter(key -> LASTING.matcher(key).matches())
                    .forEach(key -> redis.raw("UNLINK", key));
        }
    }

    static RegionSpec<String, SampleProfile> regionSpec() {
        return RegionSpec.of("profiles", SampleProfile.class).ttl(ofMinutes(1));
    }

    /** One shard, so that order and batches are what a test makes them; quick to try again. */
    static WriteBehindSettings settings() {
        return WriteBehindSettings.defaults()
                .shards(1)
                .poll(ofMillis(50))
                .backoff(ofMillis(1), ofMillis(5))
                .attempts(3);
    }

    final WriteBehind<String, SampleProfile> open(WriteBehindSettings settings) {
        return open(region, settings);
    }

    final WriteBehind<String, SampleProfile> open(Region<String, SampleProfile> opener, WriteBehindSettings settings) {
        WriteBehind<String, SampleProfile> behind = opener.writeBehind(settings, source);
        opened.add(behind);
        return behind;
    }

    final RecordingBatchWriter source() {
        return source;
    }

    final Region<String, SampleProfile> region() {
        return region;
    }

    /** Has the writer wait with one write, so that what is accepted next waits too. */
    final void hold(WriteBehind<String, SampleProfile> behind) {
        source.block();
        behind.put("held", SampleProfile.named("held"));
        await(() -> !source.ids("held").isEmpty());
    }

    /** Waits until nothing waits to be written. */
    final void drained(WriteBehind<?, ?> behind) {
        await(() -> behind.statistics().depth() == 0);
    }

    static void await(BooleanSupplier condition) {
        Awaitility.await().pollInterval(ofMillis(5)).atMost(PATIENCE).until(condition::getAsBoolean);
    }
}

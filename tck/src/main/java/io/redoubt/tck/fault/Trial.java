package io.redoubt.tck.fault;

import io.redoubt.redis.core.routing.RedisConnections;
import io.redoubt.redis.spi.CallOptions;
import io.redoubt.redis.spi.ConnectionStatistics;
import io.redoubt.redis.spi.RedisDriver;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.redis.spi.RedisSettingsBuilder;
import io.redoubt.redis.spi.Topology;
import io.redoubt.tck.log.CapturedLog;
import io.redoubt.tck.proxy.Witness;
import io.redoubt.tck.server.ProxiedServer;
import io.redoubt.tck.server.RawRedis;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Strikes a master while callers are at work, and looks what they got: before, while the fault lasts, and after it. A site
 * is used by one trial at a time.
 */
final class Trial {

    private static final CallOptions PATIENT = CallOptions.within(Duration.ofSeconds(20));
    private static final Duration SETTLING = Duration.ofSeconds(5);

    private final RedisDriverProvider provider;
    private final Fault fault;
    private final Site site;
    private final CapturedLog.Excerpt log;
    private final Ledger ledger = new Ledger();
    private final EventsHeard events = new EventsHeard();

    private Trial(RedisDriverProvider provider, Fault fault, Site site, CapturedLog log) {
        this.provider = provider;
        this.fault = fault;
        this.site = site;
        this.log = log.fromHere();
    }

    /**
     * Does it once.
     *
     * @param log captures the log of the connections
     */
    static Finding run(RedisDriverProvider provider, Fault fault, Site site, Rigor rigor, CapturedLog log) {
        Trial trial = new Trial(provider, fault, site, log);
        ProxiedServer struck = site.master();
        trial.seed();
        site.proxies().forEach(proxy -> proxy.showTo(trial.ledger::saw));
        try {
            return trial.run(struck, rigor);
        } finally {
            site.proxies().forEach(proxy -> proxy.showTo(Witness.NOBODY));
        }
    }

    /** What a replica has not seen dies with its master, however the successor is chosen. */
    private void seed() {
        try (RawRedis redis = site.master().raw()) {
            site.keys().seed(redis);
            if (site.mode() != Topology.Mode.STANDALONE && redis.number("WAIT", "1", "10000") == 0) {
                throw new IllegalStateException("no replica has what is read during the fault");
            }
        }
        if (site instanceof ClusterSite cluster) {
            try (RawRedis redis =
                    cluster.cluster().masterOf(cluster.keysElsewhere().counts()).raw()) {
                cluster.keysElsewhere().seed(redis);
            }
        }
    }

    private Finding run(ProxiedServer struck, Rigor rigor) {
        RedisSettingsBuilder settings = fault.settings()
                .apply(site.settings())
                .heartbeat(Duration.ofMillis(200))
                .listener(events);
        Course course;
        ConnectionStatistics statistics;
        try (RedisDriver driver = RedisConnections.open(provider, settings.build(), System::nanoTime)) {
            driver.connect(PATIENT);
            try (TrackingWatch watch = new TrackingWatch(driver, site);
                    Load load = Load.start(driver, ledger, site.keys(), site.keysElsewhere())) {
                course = take(struck, load, watch);
                load.stop();
                statistics = settled(driver);
                course = course.missing(watch.missed(), watch.writes());
            }
        }
        return new Verdict(fault, rigor, ledger, course, events, statistics, site, log).of(provider.name());
    }

    private Course take(ProxiedServer struck, Load load, TrackingWatch watch) {
        load.awaitAnswered();
        watch.awaitArmed();
        long from = System.nanoTime();
        boolean disarmedBefore = watch.wasDisarmed();
        load.crowd(fault.crowd());
        fault.strike().hit(site, struck);
        while (System.nanoTime() - from < fault.lasting().toNanos()) {
            Duration pause = fault.again().isZero() ? Duration.ofMillis(10) : fault.again();
            LockSupport.parkNanos(pause.toNanos());
            if (!fault.again().isZero()) {
                fault.strike().hit(site, struck);
            }
        }
        load.dismissCrowd();
        fault.heal().hit(site, struck);
        struckAgainNoMore(struck);
        long healed = System.nanoTime();
        watch.awaitArmed();
        long armed = System.nanoTime();
        long lastFailure = load.awaitAnswered();
        if (fault.link() == Fault.Link.LOST) {
            // Callers follow a slot by themselves, before it is known who the masters are now.
            watch.awaitGap();
        }
        return new Course(from, healed, lastFailure, armed, watch.wasDisarmed() && !disarmedBefore);
    }

    /** What only made calls slow enough to be caught goes with the fault. */
    private void struckAgainNoMore(ProxiedServer struck) {
        if (!fault.again().isZero()) {
            struck.proxy().heal();
        }
    }

    /** The driver's figures once nobody calls. */
    private static ConnectionStatistics settled(RedisDriver driver) {
        try {
            // One look: a moment later the driver may be asking for the slots of the cluster.
            return Awaitility.await()
                    .pollInSameThread()
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(SETTLING)
                    .until(driver::statistics, seen -> seen.inFlight() == 0 && seen.waiting() == 0);
        } catch (ConditionTimeoutException stillBusy) {
            // The verdict tells.
            return driver.statistics();
        }
    }
}

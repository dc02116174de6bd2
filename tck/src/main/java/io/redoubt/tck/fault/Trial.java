package io.redoubt.tck.fault;

import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.core.routing.RedisConnections;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.log.CapturedLog;
import io.redoubt.tck.proxy.Witness;
import io.redoubt.tck.server.ProxiedServer;
import io.redoubt.tck.server.RawRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Strikes a master while callers are at work, and looks what they got: before, while the fault lasts, and after it. A site
 * is used by one trial at a time.
 */
final class Trial {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final CallOptions PATIENT = CallOptions.within(PATIENCE);

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
        List<String> accounts;
        try (RedisDriver driver = RedisConnections.open(provider, settings.build(), System::nanoTime)) {
            atLast(() -> driver.connect(PATIENT));
            try (TrackingWatch watch = TrackingWatch.of(site);
                    Load load = new Load(driver, ledger, site.keys())) {
                atLast(() -> watch.start(driver, PATIENT));
                load.start(site.keysElsewhere());
                course = take(struck, load, watch, rigor);
                load.stop();
                accounts = accounts(driver);
                course = course.missing(watch.missed());
            }
        }
        return new Verdict(fault, rigor, ledger, course, events, accounts, site).of(provider.name());
    }

    /**
     * Makes a call until it succeeds: of a cold driver on a busy machine the first may be late, and attempts to connect have
     * deadlines of their own.
     */
    private void atLast(Runnable call) {
        DriverException failure = null;
        for (long begun = System.nanoTime(); System.nanoTime() - begun < PATIENCE.toNanos(); ) {
            ledger.calls.increment();
            try {
                call.run();
                return;
            } catch (DriverException e) {
                ledger.failures.increment();
                failure = e;
            }
        }
        throw new AssertionError("not within " + PATIENCE, failure);
    }

    private Course take(ProxiedServer struck, Load load, TrackingWatch watch, Rigor rigor) {
        watch.awaitArmed();
        // Last, so that the server is not left alone when the fault begins.
        load.awaitAnswered();
        watch.lookAnew();
        long from = System.nanoTime();
        load.crowd(fault.crowd());
        fault.strike().hit(site, struck);
        List<String> hidden = last(struck, rigor.least(fault), new Showing(fault, ledger, events, watch, from));
        load.dismissCrowd();
        fault.heal().hit(site, struck);
        struckAgainNoMore(struck);
        long healed = System.nanoTime();
        watch.awaitArmed();
        long armed = System.nanoTime();
        long lastFailure = load.awaitAnswered();
        awaitHeard();
        if (fault.link() == Fault.Link.LOST) {
            // Callers follow a slot by themselves, before it is known who the masters are now.
            watch.awaitGap();
        }
        return new Course(from, healed, lastFailure, armed, watch.wasDisarmed(), hidden);
    }

    /** Lets the fault last for that time, and until it has shown what it has to show; what it has not shown after all. */
    private List<String> last(ProxiedServer struck, Duration least, Showing showing) {
        long begun = System.nanoTime();
        List<String> hidden = fault.lasting().isZero() ? List.of() : showing.hidden();
        boolean repeated = !fault.again().isZero();
        Duration pause = repeated ? fault.again() : Duration.ofMillis(10);
        Duration lasted = Duration.ofNanos(begun - showing.from());
        Duration next = repeated ? Duration.ZERO : fault.lasting();
        while (lasted.compareTo(least) < 0 || (!hidden.isEmpty() && lasted.compareTo(PATIENCE) < 0)) {
            LockSupport.parkNanos(pause.toNanos());
            lasted = Duration.ofNanos(System.nanoTime() - showing.from());
            if (repeated || (lasted.compareTo(next) >= 0 && !hidden.isEmpty())) {
                // What ends by itself is begun anew, and the rest goes on.
                fault.strike().hit(site, struck);
                next = lasted.plus(fault.lasting());
            }
            hidden = fault.lasting().isZero() ? List.of() : showing.hidden();
        }
        return hidden;
    }

    /** Waits until a listener has heard what it is to hear, a thread of its own telling it. The verdict tells if it does not. */
    private void awaitHeard() {
        awaitOrGoOn(() -> fault.hears().stream().allMatch(event -> events.count(event) > 0));
    }

    /** What only made calls slow enough to be caught goes with the fault. */
    private void struckAgainNoMore(ProxiedServer struck) {
        if (!fault.again().isZero()) {
            struck.proxy().heal();
        }
    }

    /**
     * What statistics, events and log tell differently once nobody calls; while the driver still lives, since events that were
     * not told at its end are not told any more.
     */
    private List<String> accounts(RedisDriver driver) {
        List<String> problems = new ArrayList<>();
        awaitOrGoOn(() -> {
            problems.clear();
            new Accounts(events, driver.statistics()).judge(fault, ledger, log, site.addresses(), problems);
            return problems.isEmpty();
        });
        return problems;
    }

    private static void awaitOrGoOn(Callable<Boolean> condition) {
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(PATIENCE)
                    .until(condition);
        } catch (ConditionTimeoutException late) {
            // The verdict tells.
        }
    }
}

package io.redoubt.tck.fault;

import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.core.routing.RedisConnections;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.log.CapturedLog;
import io.redoubt.tck.proxy.CommandListener;
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
final class FaultRun {

    private static final Duration MAX_WAIT = Duration.ofMinutes(2);
    private static final CallOptions LONG_DEADLINE = CallOptions.within(MAX_WAIT);

    private final RedisDriverProvider provider;
    private final Fault fault;
    private final ProxiedDeployment deployment;
    private final CapturedLog.Excerpt log;
    private final CallLog callLog = new CallLog();
    private final RecordingConnectionListener events = new RecordingConnectionListener();

    private FaultRun(RedisDriverProvider provider, Fault fault, ProxiedDeployment deployment, CapturedLog log) {
        this.provider = provider;
        this.fault = fault;
        this.deployment = deployment;
        this.log = log.fromHere();
    }

    /**
     * Does it once.
     *
     * @param log captures the log of the connections
     */
    static FaultReport run(RedisDriverProvider provider, Fault fault, ProxiedDeployment deployment, Tolerance tolerance, CapturedLog log) {
        FaultRun run = new FaultRun(provider, fault, deployment, log);
        ProxiedServer target = deployment.master();
        run.seed();
        deployment.proxies().forEach(proxy -> proxy.setCommandListener(run.callLog::recordSent));
        try {
            return run.run(target, tolerance);
        } finally {
            deployment.proxies().forEach(proxy -> proxy.setCommandListener(CommandListener.NO_OP));
        }
    }

    /** What a replica has not seen dies with its master, however the successor is chosen. */
    private void seed() {
        try (RawRedis redis = deployment.master().raw()) {
            deployment.keys().seed(redis);
            if (deployment.mode() != Topology.Mode.STANDALONE && redis.number("WAIT", "1", "10000") == 0) {
                throw new IllegalStateException("no replica has what is read during the fault");
            }
        }
        if (deployment instanceof ProxiedCluster cluster) {
            try (RawRedis redis =
                    cluster.cluster().masterOf(cluster.keysOnOtherMaster().counts()).raw()) {
                cluster.keysOnOtherMaster().seed(redis);
            }
        }
    }

    private FaultReport run(ProxiedServer target, Tolerance tolerance) {
        RedisSettingsBuilder settings = fault.settings()
                .apply(deployment.settings())
                .heartbeat(Duration.ofMillis(200))
                .listener(events);
        Timeline timeline;
        List<String> inconsistencies;
        try (RedisDriver driver = RedisConnections.open(provider, settings.build(), System::nanoTime)) {
            retryUntilSuccess(() -> driver.connect(LONG_DEADLINE));
            try (TrackingMonitor monitor = TrackingMonitor.of(deployment);
                    CallerGroup callers = new CallerGroup(driver, callLog, deployment.keys())) {
                retryUntilSuccess(() -> monitor.start(driver, LONG_DEADLINE));
                callers.start(deployment.keysOnOtherMaster());
                timeline = injectAndRecover(target, callers, monitor, tolerance);
                callers.stop();
                inconsistencies = inconsistencies(driver);
                timeline = timeline.withMissedChanges(monitor.missed());
            }
        }
        return new FaultAssertions(fault, tolerance, callLog, timeline, events, inconsistencies, deployment).report(provider.name());
    }

    /**
     * Makes a call until it succeeds: of a cold driver on a busy machine the first may be late, and attempts to connect have
     * deadlines of their own.
     */
    private void retryUntilSuccess(Runnable call) {
        DriverException failure = null;
        for (long begun = System.nanoTime(); System.nanoTime() - begun < MAX_WAIT.toNanos(); ) {
            callLog.calls.increment();
            try {
                call.run();
                return;
            } catch (DriverException e) {
                callLog.failures.increment();
                failure = e;
            }
        }
        throw new AssertionError("not within " + MAX_WAIT, failure);
    }

    private Timeline injectAndRecover(ProxiedServer target, CallerGroup callers, TrackingMonitor monitor, Tolerance tolerance) {
        monitor.awaitArmed();
        // Last, so that the server is not left alone when the fault begins.
        callers.awaitAnswered();
        monitor.resetWasDisarmed();
        long from = System.nanoTime();
        callers.extraCallers(fault.extraCallers());
        fault.inject().perform(deployment, target);
        List<String> notShown = sustain(target, tolerance.minimumDuration(fault), new ExpectedEffects(fault, callLog, events, monitor, from));
        callers.stopExtraCallers();
        fault.heal().perform(deployment, target);
        healRepeatedFault(target);
        long healed = System.nanoTime();
        monitor.awaitArmed();
        long armed = System.nanoTime();
        long lastFailure = callers.awaitAnswered();
        awaitExpectedEvents();
        if (fault.trackingLink() == Fault.TrackingLink.LOST) {
            // Callers follow a slot by themselves, before it is known who the masters are now.
            monitor.awaitGap();
        }
        return new Timeline(from, healed, lastFailure, armed, monitor.wasDisarmed(), notShown);
    }

    /** Lets the fault last for that time, and until it has shown what it has to show; what it has not shown after all. */
    private List<String> sustain(ProxiedServer target, Duration least, ExpectedEffects expected) {
        long begun = System.nanoTime();
        List<String> notShown = fault.lasting().isZero() ? List.of() : expected.missing();
        boolean repeated = !fault.repeatEvery().isZero();
        Duration pause = repeated ? fault.repeatEvery() : Duration.ofMillis(10);
        Duration lasted = Duration.ofNanos(begun - expected.from());
        Duration next = repeated ? Duration.ZERO : fault.lasting();
        while (lasted.compareTo(least) < 0 || (!notShown.isEmpty() && lasted.compareTo(MAX_WAIT) < 0)) {
            LockSupport.parkNanos(pause.toNanos());
            lasted = Duration.ofNanos(System.nanoTime() - expected.from());
            if (repeated || (lasted.compareTo(next) >= 0 && !notShown.isEmpty())) {
                // What ends by itself is begun anew, and the rest goes on.
                fault.inject().perform(deployment, target);
                next = lasted.plus(fault.lasting());
            }
            notShown = fault.lasting().isZero() ? List.of() : expected.missing();
        }
        return notShown;
    }

    /** Waits until a listener has heard what it is to hear, a thread of its own telling it. The verdict tells if it does not. */
    private void awaitExpectedEvents() {
        awaitQuietly(() -> fault.expectedEvents().stream().allMatch(event -> events.count(event) > 0));
    }

    /** What only made calls slow enough to be caught goes with the fault. */
    private void healRepeatedFault(ProxiedServer target) {
        if (!fault.repeatEvery().isZero()) {
            target.proxy().heal();
        }
    }

    /**
     * What statistics, events and log tell differently once nobody calls; while the driver still lives, since events that were
     * not told at its end are not told any more.
     */
    private List<String> inconsistencies(RedisDriver driver) {
        List<String> problems = new ArrayList<>();
        awaitQuietly(() -> {
            problems.clear();
            new ConsistencyCheck(events, driver.statistics()).check(fault, callLog, log, deployment.addresses(), problems);
            return problems.isEmpty();
        });
        return problems;
    }

    private static void awaitQuietly(Callable<Boolean> condition) {
        try {
            Awaitility.await()
                    .pollInSameThread()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .atMost(MAX_WAIT)
                    .until(condition);
        } catch (ConditionTimeoutException late) {
            // The verdict tells.
        }
    }
}

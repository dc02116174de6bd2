package io.redoubt.tck.fault;

import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.CallOptions;
import io.redoubt.redis.core.driver.RedisDriver;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.redis.core.routing.RedisDriverFactory;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.log.CapturedLog;
import io.redoubt.test.proxy.CommandListener;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.RawRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Single fault test, which causes a {@link Fault} under load and records the callers' results before, during and after
 * the fault. Only one run at a time may use a deployment.
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
     * Runs the fault once.
     *
     * @param log captures the log of the connections
     */
    static FaultReport run(
            RedisDriverProvider provider,
            Fault fault,
            ProxiedDeployment deployment,
            TimingTolerance tolerance,
            CapturedLog log) {
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

    /**
     * Seeds the keys and waits for replication, since writes that no replica has are lost with their master,
     * however its successor is chosen.
     */
    private void seed() {
        try (RawRedis redis = deployment.master().raw()) {
            deployment.keys().seed(redis);
            if (deployment.mode() != Topology.Mode.STANDALONE && redis.number("WAIT", "1", "10000") == 0) {
                throw new IllegalStateException("no replica has what is read during the fault");
            }
        }
        if (deployment instanceof ProxiedCluster cluster) {
            try (RawRedis redis = cluster.cluster()
                    .masterOf(cluster.keysOnOtherMaster().counts())
                    .raw()) {
                cluster.keysOnOtherMaster().seed(redis);
            }
        }
    }

    private FaultReport run(ProxiedServer target, TimingTolerance tolerance) {
        RedisSettingsBuilder settings = fault.settings()
                .apply(deployment.settings())
                .heartbeat(Duration.ofMillis(200))
                .listener(events);
        Timeline timeline;
        List<String> inconsistencies;
        try (RedisDriver driver = RedisDriverFactory.open(provider, settings.build(), System::nanoTime)) {
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
        return new FaultAssertions(fault, tolerance, callLog, timeline, events, inconsistencies, deployment)
                .report(provider.name());
    }

    /**
     * Repeats a call until it succeeds. The first call of a cold driver on a busy machine may exceed its deadline,
     * and attempts to connect have deadlines of their own.
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

    private Timeline injectAndRecover(
            ProxiedServer target, CallerGroup callers, TrackingMonitor monitor, TimingTolerance tolerance) {
        monitor.awaitArmed();
        // This wait comes last, so that the breaker of the server is closed when the fault begins.
        callers.awaitAnswered();
        monitor.resetWasDisarmed();
        long from = System.nanoTime();
        callers.extraCallers(fault.extraCallers());
        fault.inject().perform(deployment, target);
        List<String> notShown = sustain(
                target, tolerance.minimumDuration(fault), new AwaitedEffects(fault, callLog, events, monitor, from));
        callers.stopExtraCallers();
        fault.heal().perform(deployment, target);
        healRepeatedFault(target);
        long healed = System.nanoTime();
        monitor.awaitArmed();
        long armed = System.nanoTime();
        long lastFailure = callers.awaitAnswered();
        awaitExpectedEvents();
        if (fault.trackingLink() == Fault.TrackingLink.LOST) {
            // Callers follow a slot by themselves, before the driver knows which servers are masters now.
            monitor.awaitGap();
        }
        return new Timeline(from, healed, lastFailure, armed, monitor.wasDisarmed(), notShown);
    }

    /**
     * Sustains the fault for at least that time, and until it has shown its expected effects. Returns the effects
     * that are still missing at the end.
     */
    private List<String> sustain(ProxiedServer target, Duration least, AwaitedEffects expected) {
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
                // A fault that ends by itself is injected again; any other fault just continues.
                fault.inject().perform(deployment, target);
                next = lasted.plus(fault.lasting());
            }
            notShown = fault.lasting().isZero() ? List.of() : expected.missing();
        }
        return notShown;
    }

    /**
     * Waits until a listener has received all expected events, which a separate thread delivers. The assertions
     * report missing events.
     */
    private void awaitExpectedEvents() {
        awaitQuietly(() -> fault.expectedEvents().stream().allMatch(event -> events.count(event) > 0));
    }

    /** Removes the proxy delay that only made calls slow enough for a repeated fault to hit them. */
    private void healRepeatedFault(ProxiedServer target) {
        if (!fault.repeatEvery().isZero()) {
            target.proxy().heal();
        }
    }

    /**
     * Returns the inconsistencies between statistics, events and log once all callers have stopped. The driver must
     * still be open, since it does not deliver pending events after it was closed.
     */
    private List<String> inconsistencies(RedisDriver driver) {
        List<String> problems = new ArrayList<>();
        awaitQuietly(() -> {
            problems.clear();
            new DriverTelemetryCheck(events, driver.statistics())
                    .check(fault, callLog, log, deployment.addresses(), problems);
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
            // The assertions report the failure.
        }
    }
}

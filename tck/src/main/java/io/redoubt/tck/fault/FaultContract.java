package io.redoubt.tck.fault;

import io.redoubt.redis.core.driver.Topology.Mode;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.ConcurrentCalls;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.tck.log.CapturedLog;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * Contract tests for what the callers of a Redis driver get when servers and networks fail. A driver module extends
 * this class in one test class that returns its provider.
 *
 * <p>Every build runs all faults on standalone servers, and those faults of Sentinel and cluster that
 * {@code RedisDriverContract} does not test. Several run at a time, since most of their time is spent waiting. The
 * slow tests run all faults, one at a time, with the documented bounds. With {@code -Dredoubt.faults.table=FILE}
 * the slow tests write their results to the table in that document.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("When servers and networks fail, callers get what is documented")
public abstract class FaultContract {

    private static final int PARALLEL_RUNS = 4;
    /** Limit for all fault runs together. */
    private static final Duration MAX_WAIT = Duration.ofMinutes(10);

    private final Invariant threads = ThreadLeaks.none();
    private final Queue<FaultReport> reports = new ConcurrentLinkedQueue<>();
    private Invariant.Snapshot before = () -> {};

    /** For the test class of the driver module. */
    protected FaultContract() {}

    /** Returns the driver under test. */
    protected abstract RedisDriverProvider provider();

    @BeforeAll
    final void takeSnapshot() {
        before = threads.snapshot();
    }

    @AfterAll
    final void verifyThreads() {
        before.verify();
        String table = System.getProperty("redoubt.faults.table");
        if (table != null) {
            FaultTable.readFrom(Path.of(table)).with(reports).writeTo(Path.of(table));
        }
    }

    @TestFactory
    @DisplayName("in every build")
    final Stream<DynamicContainer> everyBuild() {
        CapturedLog log = CapturedLog.of(FaultRunner.LOGGER);
        ExecutorService executor =
                Executors.newFixedThreadPool(PARALLEL_RUNS, task -> new Thread(task, "redoubt-tck-trial"));
        // The runs that take longest start first.
        DynamicContainer sentinels = submitted(
                executor, Mode.SENTINEL, "with sentinels", fault -> onShared(ProxiedSentinel::shared, fault, log));
        DynamicContainer cluster = submitted(
                executor, Mode.CLUSTER, "in a cluster", fault -> onShared(ProxiedCluster::shared, fault, log));
        DynamicContainer alone = submitted(
                executor,
                Mode.STANDALONE,
                "on one server",
                fault -> FaultRunner.onOwnServer(provider(), TimingTolerance.BUILD, fault, log));
        executor.shutdown();
        return Stream.of(alone, sentinels, cluster).onClose(() -> {
            executor.shutdownNow();
            log.close();
        });
    }

    private static DynamicContainer submitted(
            ExecutorService executor, Mode mode, String where, Function<Fault, FaultReport> run) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Fault fault : FaultCatalog.forEveryBuild(mode)) {
            Future<FaultReport> report = executor.submit(() -> run.apply(fault));
            tests.add(DynamicTest.dynamicTest(
                    fault.name(), () -> ConcurrentCalls.result(report, MAX_WAIT).requireNoProblems()));
        }
        return DynamicContainer.dynamicContainer(where, tests);
    }

    private FaultReport onShared(Supplier<ProxiedDeployment> shared, Fault fault, CapturedLog log) {
        try (FaultRunner runner = new FaultRunner(provider(), TimingTolerance.BUILD, shared.get(), log)) {
            return runner.run(fault);
        }
    }

    @Tag("slow")
    @TestFactory
    @DisplayName("on one server, to the millisecond")
    final Stream<DynamicTest> exactlyStandalone() {
        CapturedLog log = CapturedLog.of(FaultRunner.LOGGER);
        return exactly(
                Mode.STANDALONE,
                fault -> FaultRunner.onOwnServer(provider(), TimingTolerance.STRICT, fault, log),
                log::close);
    }

    @Tag("slow")
    @TestFactory
    @DisplayName("with sentinels, to the millisecond")
    final Stream<DynamicTest> exactlyWithSentinels() {
        return inTurn(Mode.SENTINEL, ProxiedSentinel.start());
    }

    @Tag("slow")
    @TestFactory
    @DisplayName("in a cluster, to the millisecond")
    final Stream<DynamicTest> exactlyInCluster() {
        return inTurn(Mode.CLUSTER, ProxiedCluster.start());
    }

    private Stream<DynamicTest> inTurn(Mode mode, ProxiedDeployment deployment) {
        CapturedLog log = CapturedLog.of(FaultRunner.LOGGER);
        FaultRunner runner = new FaultRunner(provider(), TimingTolerance.STRICT, deployment, log);
        return exactly(mode, runner::run, () -> {
            runner.close();
            log.close();
        });
    }

    private Stream<DynamicTest> exactly(Mode mode, Function<Fault, FaultReport> run, Runnable end) {
        return FaultCatalog.of(mode).stream()
                .map(fault -> DynamicTest.dynamicTest(fault.name(), () -> addReport(run.apply(fault))))
                .onClose(end);
    }

    private void addReport(FaultReport report) {
        report.requireNoProblems();
        reports.add(report);
    }
}

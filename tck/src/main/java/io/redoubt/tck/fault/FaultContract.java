package io.redoubt.tck.fault;

import io.redoubt.redis.core.driver.Topology.Mode;
import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.tck.Crowd;
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
 * What callers get when servers and networks fail, whatever the driver. A driver module extends this in one test class and
 * names its provider; that is all.
 *
 * <p>Every build runs all faults on single servers, and of those of Sentinel and cluster the ones that {@code
 * RedisDriverContract} has no test of; several at a time, since most of their time they wait. The slow tests run all of them,
 * one at a time, with the bounds that are documented; with {@code -Dredoubt.faults.table=FILE} they put what they found into
 * the table of that document.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("When servers and networks fail, callers get what is documented")
public abstract class FaultContract {

    private static final int AT_A_TIME = 4;
    /** Of all trials together. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Invariant threads = ThreadLeaks.none();
    private final Queue<Finding> found = new ConcurrentLinkedQueue<>();
    private Invariant.Snapshot before = () -> {};

    /** For the test class of the driver module. */
    protected FaultContract() {}

    /** The driver under test. */
    protected abstract RedisDriverProvider provider();

    @BeforeAll
    final void look() {
        before = threads.snapshot();
    }

    @AfterAll
    final void lookAgain() {
        before.verify();
        String table = System.getProperty("redoubt.faults.table");
        if (table != null) {
            FaultTable.in(Path.of(table)).with(found).writeTo(Path.of(table));
        }
    }

    @TestFactory
    @DisplayName("in every build")
    final Stream<DynamicContainer> everyBuild() {
        CapturedLog log = CapturedLog.of(Trials.LOGGER);
        ExecutorService trials = Executors.newFixedThreadPool(AT_A_TIME, task -> new Thread(task, "redoubt-tck-trial"));
        // First what takes longest.
        DynamicContainer sentinels =
                submitted(trials, Mode.SENTINEL, "with sentinels", fault -> onShared(SentinelSite::shared, fault, log));
        DynamicContainer cluster =
                submitted(trials, Mode.CLUSTER, "in a cluster", fault -> onShared(ClusterSite::shared, fault, log));
        DynamicContainer alone = submitted(
                trials,
                Mode.STANDALONE,
                "on one server",
                fault -> Trials.onItsOwnServer(provider(), Rigor.BUILD, fault, log));
        trials.shutdown();
        return Stream.of(alone, sentinels, cluster).onClose(() -> {
            trials.shutdownNow();
            log.close();
        });
    }

    private static DynamicContainer submitted(
            ExecutorService trials, Mode mode, String where, Function<Fault, Finding> trial) {
        List<DynamicTest> tests = new ArrayList<>();
        for (Fault fault : Catalogue.ofEveryBuild(mode)) {
            Future<Finding> finding = trials.submit(() -> trial.apply(fault));
            tests.add(DynamicTest.dynamicTest(
                    fault.name(), () -> Crowd.result(finding, PATIENCE).requireSound()));
        }
        return DynamicContainer.dynamicContainer(where, tests);
    }

    private Finding onShared(Supplier<Site> shared, Fault fault, CapturedLog log) {
        try (Trials trials = new Trials(provider(), Rigor.BUILD, shared.get(), log)) {
            return trials.run(fault);
        }
    }

    @Tag("slow")
    @TestFactory
    @DisplayName("on one server, to the millisecond")
    final Stream<DynamicTest> exactlyStandalone() {
        CapturedLog log = CapturedLog.of(Trials.LOGGER);
        return exactly(
                Mode.STANDALONE, fault -> Trials.onItsOwnServer(provider(), Rigor.PROOF, fault, log), log::close);
    }

    @Tag("slow")
    @TestFactory
    @DisplayName("with sentinels, to the millisecond")
    final Stream<DynamicTest> exactlyWithSentinels() {
        return inTurn(Mode.SENTINEL, SentinelSite.start());
    }

    @Tag("slow")
    @TestFactory
    @DisplayName("in a cluster, to the millisecond")
    final Stream<DynamicTest> exactlyInCluster() {
        return inTurn(Mode.CLUSTER, ClusterSite.start());
    }

    private Stream<DynamicTest> inTurn(Mode mode, Site site) {
        CapturedLog log = CapturedLog.of(Trials.LOGGER);
        Trials trials = new Trials(provider(), Rigor.PROOF, site, log);
        return exactly(mode, trials::run, () -> {
            trials.close();
            log.close();
        });
    }

    private Stream<DynamicTest> exactly(Mode mode, Function<Fault, Finding> trial, Runnable end) {
        return Catalogue.of(mode).stream()
                .map(fault -> DynamicTest.dynamicTest(fault.name(), () -> note(trial.apply(fault))))
                .onClose(end);
    }

    private void note(Finding finding) {
        finding.requireSound();
        found.add(finding);
    }
}

package io.redoubt.tck.fault;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.redis.spi.Topology.Mode;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.tck.log.CapturedLog;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/**
 * What callers get when servers and networks fail, whatever the driver. A driver module extends this in one test class and
 * names its provider; that is all.
 *
 * <p>Every build runs all faults on single servers, and the failovers and slot migrations of Sentinel and cluster. The slow
 * tests run all of them, with the bounds that are documented.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("When servers and networks fail, callers get what is documented")
public abstract class FaultContract {

    private static final int AT_A_TIME = 3;

    private final Invariant threads = ThreadLeaks.none();
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
    }

    @TestFactory
    @DisplayName("on one server")
    final Stream<DynamicTest> standalone() {
        CapturedLog log = CapturedLog.of(Trials.LOGGER);
        ExecutorService threads =
                Executors.newFixedThreadPool(AT_A_TIME, task -> new Thread(task, "redoubt-tck-trial"));
        List<Fault> faults = Catalogue.of(Mode.STANDALONE);
        List<Future<Finding>> findings = faults.stream()
                .map(fault -> threads.submit(() -> Trials.onItsOwnServer(provider(), fault, Rigor.BUILD, log)))
                .toList();
        threads.shutdown();
        return Stream.iterate(0, i -> i + 1)
                .limit(faults.size())
                .map(i -> DynamicTest.dynamicTest(
                        faults.get(i).name(), () -> findings.get(i).get().requireSound()))
                .onClose(() -> {
                    threads.shutdownNow();
                    log.close();
                });
    }

    @TestFactory
    @DisplayName("when another master takes over, with sentinels")
    final Stream<DynamicTest> sentinelFailover() {
        return inTurn(Catalogue.most(Mode.SENTINEL), SentinelSite::start, Rigor.BUILD);
    }

    @TestFactory
    @DisplayName("when another master takes over, or slots move, in a cluster")
    final Stream<DynamicTest> clusterChanges() {
        return inTurn(Catalogue.most(Mode.CLUSTER), ClusterSite::start, Rigor.BUILD);
    }

    @Tag("slow")
    @TestFactory
    @DisplayName("on one server, to the millisecond")
    final Stream<DynamicTest> exactlyStandalone() {
        CapturedLog log = CapturedLog.of(Trials.LOGGER);
        return Catalogue.of(Mode.STANDALONE).stream()
                .map(fault -> DynamicTest.dynamicTest(
                        fault.name(),
                        () -> Trials.onItsOwnServer(provider(), fault, Rigor.PROOF, log)
                                .requireSound()))
                .onClose(log::close);
    }

    @Tag("slow")
    @TestFactory
    @DisplayName("with sentinels, to the millisecond")
    final Stream<DynamicTest> exactlyWithSentinels() {
        return inTurn(Catalogue.of(Mode.SENTINEL), SentinelSite::start, Rigor.PROOF);
    }

    @Tag("slow")
    @TestFactory
    @DisplayName("in a cluster, to the millisecond")
    final Stream<DynamicTest> exactlyInCluster() {
        return inTurn(Catalogue.of(Mode.CLUSTER), ClusterSite::start, Rigor.PROOF);
    }

    private Stream<DynamicTest> inTurn(List<Fault> faults, Supplier<Site> start, Rigor rigor) {
        Trials trials = new Trials(start.get());
        return faults.stream()
                .map(fault -> DynamicTest.dynamicTest(
                        fault.name(), () -> trials.run(provider(), fault, rigor).requireSound()))
                .onClose(trials::close);
    }
}

package io.redoubt.tck.fault;

import io.redoubt.redis.spi.RedisDriverProvider;
import io.redoubt.redis.spi.Topology.Mode;
import io.redoubt.tck.invariants.Invariant;
import io.redoubt.tck.invariants.ThreadLeaks;
import io.redoubt.tck.log.CapturedLog;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
 * <p>Every build runs all faults on single servers, and of those of Sentinel and cluster the ones that {@code
 * RedisDriverContract} has no test of. The slow tests run all of them, one at a time, with the bounds that are documented;
 * with {@code -Dredoubt.faults.table=FILE} they put what they found into the table of that document.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@DisplayName("When servers and networks fail, callers get what is documented")
public abstract class FaultContract {

    private static final int AT_A_TIME = 3;

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
    @DisplayName("on one server")
    final Stream<DynamicTest> standalone() {
        CapturedLog log = CapturedLog.of(Trials.LOGGER);
        ExecutorService trials = Executors.newFixedThreadPool(AT_A_TIME, task -> new Thread(task, "redoubt-tck-trial"));
        Map<Fault, Future<Finding>> findings = new LinkedHashMap<>();
        for (Fault fault : Catalogue.of(Mode.STANDALONE)) {
            findings.put(fault, trials.submit(() -> Trials.onItsOwnServer(provider(), fault, Rigor.BUILD, log)));
        }
        trials.shutdown();
        return findings.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey().name(), () -> entry.getValue().get().requireSound()))
                .onClose(() -> {
                    trials.shutdownNow();
                    log.close();
                });
    }

    @TestFactory
    @DisplayName("when a master and its replica change places, with sentinels")
    final Stream<DynamicTest> switchedOverBySentinels() {
        return inTurn(Catalogue.most(Mode.SENTINEL), SentinelSite::start, Rigor.BUILD);
    }

    @TestFactory
    @DisplayName("when a master and its replica change places, in a cluster")
    final Stream<DynamicTest> switchedOverInCluster() {
        return inTurn(Catalogue.most(Mode.CLUSTER), ClusterSite::start, Rigor.BUILD);
    }

    @Tag("slow")
    @TestFactory
    @DisplayName("on one server, to the millisecond")
    final Stream<DynamicTest> exactlyStandalone() {
        CapturedLog log = CapturedLog.of(Trials.LOGGER);
        return Catalogue.of(Mode.STANDALONE).stream()
                .map(fault -> DynamicTest.dynamicTest(
                        fault.name(), () -> note(Trials.onItsOwnServer(provider(), fault, Rigor.PROOF, log))))
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
                .map(fault -> DynamicTest.dynamicTest(fault.name(), () -> note(trials.run(provider(), fault, rigor))))
                .onClose(trials::close);
    }

    private void note(Finding finding) {
        finding.requireSound();
        found.add(finding);
    }
}

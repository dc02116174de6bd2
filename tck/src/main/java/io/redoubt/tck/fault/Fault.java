package io.redoubt.tck.fault;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.test.server.ProxiedServer;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Description of a server or network failure: how a test causes and ends it, and its documented effects on callers.
 *
 * @param name name in the table of faults
 * @param mode kind of deployment in which the fault happens
 * @param inject action that begins the fault; the fault is over when the action has returned and {@code lasting}
 *     has passed
 * @param heal action that ends the fault
 * @param lasting duration of the fault after it was injected
 * @param repeatEvery interval at which the fault is injected again while it lasts; zero for never
 * @param always outcomes that callers of the target master get at some time, with every driver
 * @param sometimes further outcomes that callers of the target master may get, by chance
 * @param onOtherMasters outcomes that callers of other masters may get; usually none
 * @param expectedEvents events that a listener receives at least once
 * @param data effect on the stored data
 * @param trackingLink effect on the tracking connection, which delivers invalidations
 * @param sendLimit how often commands may be sent
 * @param extraCallers additional callers that run only while the fault lasts
 * @param server options of the server; used for standalone servers only
 * @param settings changes to the settings of the driver
 */
record Fault(
        String name,
        Topology.Mode mode,
        Action inject,
        Action heal,
        Duration lasting,
        Duration repeatEvery,
        Set<CallOutcome> always,
        Set<CallOutcome> sometimes,
        Set<CallOutcome> onOtherMasters,
        Set<Class<? extends ConnectionEvent>> expectedEvents,
        StoredData data,
        TrackingLink trackingLink,
        SendLimit sendLimit,
        ExtraCallers extraCallers,
        UnaryOperator<ServerOptions> server,
        UnaryOperator<RedisSettingsBuilder> settings) {

    Fault {
        always = Set.copyOf(always);
        sometimes = Set.copyOf(sometimes);
        onOtherMasters = Set.copyOf(onOtherMasters);
        expectedEvents = Set.copyOf(expectedEvents);
    }

    /** Action that causes or ends a fault. Its target is the server that was the master when the fault began. */
    @FunctionalInterface
    interface Action {
        void perform(ProxiedDeployment deployment, ProxiedServer target);
    }

    /** Effect of a fault on the stored data. */
    enum StoredData {
        KEPT,
        /** The latest writes may be lost, since a master replies to the caller before it replicates the write. */
        LATEST_AT_RISK,
        LOST
    }

    /** Effect of a fault on the tracking connection, which delivers invalidations. */
    enum TrackingLink {
        KEPT,
        LOST
    }

    /** Limit on how often one command may be sent. */
    enum SendLimit {
        /** Once, or twice if the reply to a repeatable command was lost. */
        NO_UNSAFE_RETRY,
        /** In addition, again wherever a server redirected the command. */
        REDIRECTED
    }

    /** Additional callers. */
    record ExtraCallers(int size, CallType type) {
        static final ExtraCallers NONE = new ExtraCallers(0, CallType.READ);
    }

    /**
     * Returns whether the driver must report that invalidations are not delivered. Where another server takes over,
     * its tracking connection is opened before the connection to the first server is closed, so tracking is never
     * observably disarmed.
     */
    boolean disarmsTracking() {
        return trackingLink == TrackingLink.LOST && sendLimit == SendLimit.NO_UNSAFE_RETRY;
    }

    boolean allows(CallOutcome outcome) {
        return outcome.answered() || always.contains(outcome) || sometimes.contains(outcome);
    }

    @Override
    public String toString() {
        return name + " (" + mode.toString().toLowerCase(Locale.ROOT) + ")";
    }
}

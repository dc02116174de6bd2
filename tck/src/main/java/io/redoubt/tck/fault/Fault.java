package io.redoubt.tck.fault;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.tck.server.ProxiedServer;
import io.redoubt.tck.server.ServerOptions;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Something that happens to a master, and what it is documented to do to callers.
 *
 * @param name what it is called in the table
 * @param mode where it happens
 * @param inject begins it; the fault is over when this returns and {@code lasting} has passed
 * @param heal ends it
 * @param lasting how long it lasts after it was begun
 * @param repeatEvery after how long it is begun anew while it lasts; zero for never
 * @param always what callers of the struck master get some time, whatever the driver
 * @param sometimes what they may get besides, by chance
 * @param onOtherMasters what callers of other masters may get; nothing, as a rule
 * @param expectedEvents what a listener hears at least once
 * @param data what becomes of what is stored
 * @param trackingLink what becomes of the connection that tells of changes
 * @param sendLimit how commands may be sent
 * @param extraCallers more callers, only while it lasts
 * @param server what is special about the server, where it is one by itself
 * @param settings what is special about the driver
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

    /** Does something to a master, which at the time of the first blow had the keys of the trial. */
    @FunctionalInterface
    interface Action {
        void perform(ProxiedDeployment deployment, ProxiedServer target);
    }

    /** What becomes of what is stored. */
    enum StoredData {
        KEPT,
        /** What was written last may be lost: replicas are told after the caller. */
        LATEST_AT_RISK,
        LOST
    }

    /** What becomes of the connection that tells of changes. */
    enum TrackingLink {
        KEPT,
        LOST
    }

    /** How commands may be sent. */
    enum SendLimit {
        /** Once, and twice if a reply was lost of what may be repeated. */
        NO_UNSAFE_RETRY,
        /** Also where servers pointed elsewhere. */
        REDIRECTED
    }

    /** More callers. */
    record ExtraCallers(int size, CallType type) {
        static final ExtraCallers NONE = new ExtraCallers(0, CallType.READ);
    }

    /**
     * Whether the driver says that changes are not told. Where another server takes over, its link is opened before that of the
     * first is closed, in no time.
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

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
 * @param strike begins it; the fault is over when this returns and {@code lasting} has passed
 * @param heal ends it
 * @param lasting how long it lasts after it was begun
 * @param again after how long it is begun anew while it lasts; zero for never
 * @param always what callers of the struck master get some time, whatever the driver
 * @param sometimes what they may get besides, by chance
 * @param elsewhere what callers of other masters may get; nothing, as a rule
 * @param hears what a listener hears at least once
 * @param data what becomes of what is stored
 * @param link what becomes of the connection that tells of changes
 * @param attempts how commands may be sent
 * @param crowd more callers, only while it lasts
 * @param server what is special about the server, where it is one by itself
 * @param settings what is special about the driver
 */
record Fault(
        String name,
        Topology.Mode mode,
        Blow strike,
        Blow heal,
        Duration lasting,
        Duration again,
        Set<Symptom> always,
        Set<Symptom> sometimes,
        Set<Symptom> elsewhere,
        Set<Class<? extends ConnectionEvent>> hears,
        Data data,
        Link link,
        Attempts attempts,
        Crowd crowd,
        UnaryOperator<ServerOptions> server,
        UnaryOperator<RedisSettingsBuilder> settings) {

    Fault {
        always = Set.copyOf(always);
        sometimes = Set.copyOf(sometimes);
        elsewhere = Set.copyOf(elsewhere);
        hears = Set.copyOf(hears);
    }

    /** Does something to a master, which at the time of the first blow had the keys of the trial. */
    @FunctionalInterface
    interface Blow {
        void hit(Site site, ProxiedServer struck);
    }

    /** What becomes of what is stored. */
    enum Data {
        KEPT,
        /** What was written last may be lost: replicas are told after the caller. */
        LATEST_AT_RISK,
        GONE
    }

    /** What becomes of the connection that tells of changes. */
    enum Link {
        STANDS,
        LOST
    }

    /** How commands may be sent. */
    enum Attempts {
        /** Once, and twice if a reply was lost of what may be repeated. */
        COUNTED,
        /** Also where servers pointed elsewhere. */
        REDIRECTED
    }

    /** More callers. */
    record Crowd(int size, Sort sort) {
        static final Crowd NONE = new Crowd(0, Sort.READ);
    }

    /**
     * Whether the driver says that changes are not told. Where another server takes over, its link is opened before that of the
     * first is closed, in no time.
     */
    boolean disarms() {
        return link == Link.LOST && attempts == Attempts.COUNTED;
    }

    boolean documents(Symptom symptom) {
        return symptom.answered() || always.contains(symptom) || sometimes.contains(symptom);
    }

    @Override
    public String toString() {
        return name + " (" + mode.toString().toLowerCase(Locale.ROOT) + ")";
    }
}

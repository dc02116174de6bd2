package io.redoubt.tck.fault;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.tck.fault.Fault.Action;
import io.redoubt.tck.fault.Fault.ExtraCallers;
import io.redoubt.tck.fault.Fault.SendLimit;
import io.redoubt.tck.fault.Fault.StoredData;
import io.redoubt.tck.fault.Fault.TrackingLink;
import io.redoubt.test.server.ServerOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Builder for a {@link Fault}, which describes a failure of a server or network. By default a fault lasts for a
 * second, keeps the data and has no effect on callers. Not thread-safe.
 */
final class FaultBuilder {

    private final String name;
    private final Action inject;
    private Action heal = (deployment, target) -> target.proxy().heal();
    private Duration lasting = Duration.ofSeconds(1);
    private Duration repeatEvery = Duration.ZERO;
    private final Set<CallOutcome> always = new HashSet<>();
    private final Set<CallOutcome> sometimes = new HashSet<>();
    private final Set<CallOutcome> onOtherMasters = new HashSet<>();
    private final Set<Class<? extends ConnectionEvent>> expectedEvents = new HashSet<>();
    private StoredData data = StoredData.KEPT;
    private TrackingLink trackingLink = TrackingLink.KEPT;
    private SendLimit sendLimit = SendLimit.NO_UNSAFE_RETRY;
    private ExtraCallers extraCallers = ExtraCallers.NONE;
    private UnaryOperator<ServerOptions> server = UnaryOperator.identity();
    private UnaryOperator<RedisSettingsBuilder> settings = UnaryOperator.identity();

    private FaultBuilder(String name, Action inject) {
        this.name = name;
        this.inject = inject;
    }

    static FaultBuilder of(String name, Action inject) {
        return new FaultBuilder(name, inject);
    }

    FaultBuilder heal(Action action) {
        heal = action;
        return this;
    }

    /** Ends the fault when its injection returns. */
    FaultBuilder endsWithInjection() {
        lasting = Duration.ZERO;
        return this;
    }

    FaultBuilder lasting(Duration time) {
        lasting = time;
        return this;
    }

    FaultBuilder repeatEvery(Duration every) {
        repeatEvery = every;
        return this;
    }

    FaultBuilder always(CallOutcome... outcomes) {
        always.addAll(List.of(outcomes));
        return this;
    }

    FaultBuilder sometimes(CallOutcome... outcomes) {
        sometimes.addAll(List.of(outcomes));
        return this;
    }

    FaultBuilder onOtherMasters(CallOutcome... outcomes) {
        onOtherMasters.addAll(List.of(outcomes));
        return this;
    }

    @SafeVarargs
    final FaultBuilder expectedEvents(Class<? extends ConnectionEvent>... events) {
        for (Class<? extends ConnectionEvent> event : events) {
            expectedEvents.add(event);
        }
        return this;
    }

    FaultBuilder data(StoredData effect) {
        data = effect;
        return this;
    }

    FaultBuilder trackingLost() {
        trackingLink = TrackingLink.LOST;
        return this;
    }

    FaultBuilder redirected() {
        sendLimit = SendLimit.REDIRECTED;
        return this;
    }

    FaultBuilder extraCallers(int size, CallType type) {
        extraCallers = new ExtraCallers(size, type);
        return this;
    }

    FaultBuilder server(UnaryOperator<ServerOptions> change) {
        server = change;
        return this;
    }

    FaultBuilder settings(UnaryOperator<RedisSettingsBuilder> change) {
        settings = change;
        return this;
    }

    Fault in(Topology.Mode mode) {
        return new Fault(
                name,
                mode,
                inject,
                heal,
                lasting,
                repeatEvery,
                always,
                sometimes,
                onOtherMasters,
                expectedEvents,
                data,
                trackingLink,
                sendLimit,
                extraCallers,
                server,
                settings);
    }
}

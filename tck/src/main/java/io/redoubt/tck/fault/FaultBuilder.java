package io.redoubt.tck.fault;

import io.redoubt.redis.ConnectionEvent;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.core.driver.Topology;
import io.redoubt.tck.fault.Fault.Attempts;
import io.redoubt.tck.fault.Fault.Blow;
import io.redoubt.tck.fault.Fault.Crowd;
import io.redoubt.tck.fault.Fault.Data;
import io.redoubt.tck.fault.Fault.Link;
import io.redoubt.tck.server.ServerOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Describes a fault. By itself it strikes for a second, keeps the data, and is felt by nobody. Not thread-safe. */
final class FaultBuilder {

    private final String name;
    private final Blow strike;
    private Blow heal = (site, struck) -> struck.proxy().heal();
    private Duration lasting = Duration.ofSeconds(1);
    private Duration again = Duration.ZERO;
    private final Set<Symptom> always = new HashSet<>();
    private final Set<Symptom> sometimes = new HashSet<>();
    private final Set<Symptom> elsewhere = new HashSet<>();
    private final Set<Class<? extends ConnectionEvent>> hears = new HashSet<>();
    private Data data = Data.KEPT;
    private Link link = Link.STANDS;
    private Attempts attempts = Attempts.COUNTED;
    private Crowd crowd = Crowd.NONE;
    private UnaryOperator<ServerOptions> server = UnaryOperator.identity();
    private UnaryOperator<RedisSettingsBuilder> settings = UnaryOperator.identity();

    private FaultBuilder(String name, Blow strike) {
        this.name = name;
        this.strike = strike;
    }

    static FaultBuilder of(String name, Blow strike) {
        return new FaultBuilder(name, strike);
    }

    FaultBuilder heal(Blow blow) {
        heal = blow;
        return this;
    }

    /** It is over when its strike returns. */
    FaultBuilder whileItStrikes() {
        lasting = Duration.ZERO;
        return this;
    }

    FaultBuilder lasting(Duration time) {
        lasting = time;
        return this;
    }

    FaultBuilder again(Duration every) {
        again = every;
        return this;
    }

    FaultBuilder always(Symptom... symptoms) {
        always.addAll(List.of(symptoms));
        return this;
    }

    FaultBuilder sometimes(Symptom... symptoms) {
        sometimes.addAll(List.of(symptoms));
        return this;
    }

    FaultBuilder elsewhere(Symptom... symptoms) {
        elsewhere.addAll(List.of(symptoms));
        return this;
    }

    @SafeVarargs
    final FaultBuilder hears(Class<? extends ConnectionEvent>... events) {
        for (Class<? extends ConnectionEvent> event : events) {
            hears.add(event);
        }
        return this;
    }

    FaultBuilder data(Data fate) {
        data = fate;
        return this;
    }

    FaultBuilder linkLost() {
        link = Link.LOST;
        return this;
    }

    FaultBuilder redirected() {
        attempts = Attempts.REDIRECTED;
        return this;
    }

    FaultBuilder crowd(int size, Sort sort) {
        crowd = new Crowd(size, sort);
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
                name, mode, strike, heal, lasting, again, always, sometimes, elsewhere, hears, data, link, attempts,
                crowd, server, settings);
    }
}

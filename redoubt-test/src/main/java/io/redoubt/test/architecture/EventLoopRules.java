package io.redoubt.test.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * ArchUnit rule that forbids blocking Redoubt calls in event-loop code, such as Netty handlers. Foreign types are known
 * by name only.
 */
final class EventLoopRules {

    private static final String HANDLER = "io.netty.channel.ChannelHandler";
    private static final List<String> REACTIVE = List.of(
            "org.reactivestreams.Publisher",
            "java.util.concurrent.Flow$Publisher",
            "reactor.core.publisher.Mono",
            "reactor.core.publisher.Flux",
            "io.smallrye.mutiny.Uni",
            "io.smallrye.mutiny.Multi");
    private static final String NON_BLOCKING = "io.smallrye.common.annotation.NonBlocking";

    /** The types whose operations call the store, by package and simple name. */
    private static final Set<String> BLOCKING_TYPES = Set.of(
            "io.redoubt.api.cache.CacheStore",
            "io.redoubt.api.cache.Region",
            "io.redoubt.api.cache.LoadingRegion",
            "io.redoubt.api.cache.Counter",
            "io.redoubt.api.cache.SharedSet",
            "io.redoubt.api.cache.SharedList",
            "io.redoubt.api.cache.Leaderboard",
            "io.redoubt.api.cache.WriteThrough",
            "io.redoubt.api.cache.WriteBehind",
            "io.redoubt.api.session.SessionStore",
            "io.redoubt.api.ratelimit.RateLimiter",
            "io.redoubt.api.lock.LockProvider",
            "io.redoubt.api.lock.LockHandle",
            "io.redoubt.api.topic.Topics",
            "io.redoubt.api.topic.TopicSubscription",
            "io.redoubt.api.health.HealthCheck");

    /** Their methods that only hand out another object, or tell what this process knows. */
    private static final Set<String> NOT_BLOCKING = Set.of(
            "async",
            "region",
            "counter",
            "sharedSet",
            "sharedList",
            "leaderboard",
            "writeThrough",
            "statistics",
            "hotKeys",
            "warmup",
            "name",
            "topic",
            "fencingToken",
            "isValid",
            "remaining",
            "onLost");

    private EventLoopRules() {}

    static ArchRule noBlockingCalls() {
        return classes()
                .should(new ArchCondition<JavaClass>("not call what blocks on an event loop") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        type.getMethodCallsFromSelf().stream()
                                .filter(call ->
                                        !call.isDeclaredInLambda() && blocks(call) && runsOnEventLoop(call.getOrigin()))
                                .forEach(
                                        call -> events.add(SimpleConditionEvent.violated(type, call.getDescription())));
                    }
                })
                .as("Redoubt: no blocking call on an event loop")
                .because(
                        "it stops all other connections of that event loop. Remedy: call the asynchronous view, async(),"
                                + " or hand the call to an executor for blocking work")
                .allowEmptyShould(true);
    }

    private static boolean blocks(JavaMethodCall call) {
        JavaClass owner = call.getTargetOwner();
        return Stream.concat(Stream.of(owner), owner.getAllRawInterfaces().stream())
                        .anyMatch(type -> BLOCKING_TYPES.contains(type.getName()))
                && !NOT_BLOCKING.contains(call.getName());
    }

    private static boolean runsOnEventLoop(JavaCodeUnit code) {
        return isA(code.getOwner(), HANDLER)
                || REACTIVE.stream().anyMatch(reactive -> isA(code.getRawReturnType(), reactive))
                || code.isAnnotatedWith(NON_BLOCKING)
                || code.getOwner().isAnnotatedWith(NON_BLOCKING);
    }

    private static boolean isA(JavaClass type, String name) {
        return type.getName().equals(name) || type.isAssignableTo(name);
    }
}

package io.redoubt.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.properties.HasAnnotations;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Rule that drivers use of their clients only what these promise to keep. Applications choose the client's version, so a
 * member that the next version changes is a driver that does not link there.
 */
final class ClientInternals {

    private static final Pattern NOT_PROMISED = Pattern.compile(".*\\.(Internal|Experimental|VisibleForTesting)");
    private static final Pattern CLIENT = Pattern.compile("(io\\.lettuce|redis\\.clients)\\..*");
    private static final Pattern INTERNAL_PACKAGE = Pattern.compile(".*\\.(internal|impl)(\\..*)?");
    private static final String PROTOCOL = "io.lettuce.core.protocol";

    /** What the reference guide, or a setting in ClientOptions, names to users. */
    private static final Set<String> DOCUMENTED_PROTOCOL = Set.of(
            "CommandArgs",
            "CommandType",
            "DecodeBufferPolicies",
            "DecodeBufferPolicy",
            "ProtocolKeyword",
            "ProtocolVersion",
            "RedisCommand",
            "RedisProtocolException");

    private ClientInternals() {}

    static ArchRule rule() {
        return classes()
                .that()
                .resideInAnyPackage(Packages.LETTUCE, Packages.JEDIS)
                .should(new ArchCondition<JavaClass>("use what their client promises to keep") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        Stream.concat(notPromisedTypes(type), notPromisedMembers(type))
                                .forEach(line -> events.add(SimpleConditionEvent.violated(type, line)));
                    }
                })
                .because("applications choose the version of the client");
    }

    private static Stream<String> notPromisedTypes(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .filter(dependency -> notPromised(dependency.getTargetClass().getBaseComponentType()))
                .map(Dependency::getDescription);
    }

    /** Calls and field accesses, and what is overridden: that, too, ends when the member does. */
    private static Stream<String> notPromisedMembers(JavaClass type) {
        Stream<String> accessed = type.getAccessesFromSelf().stream()
                .filter(access -> ofClient(access.getTargetOwner()))
                .filter(access -> access.getTarget()
                        .resolveMember()
                        .filter(ClientInternals::annotated)
                        .isPresent())
                .map(JavaAccess::getDescription);
        Stream<String> overridden = type.getMethods().stream()
                .filter(method -> Stream.concat(
                                type.getAllRawSuperclasses().stream(), type.getAllRawInterfaces().stream())
                        .filter(ClientInternals::ofClient)
                        .map(above -> above.tryGetMethod(method.getName(), names(method.getRawParameterTypes())))
                        .flatMap(Optional::stream)
                        .anyMatch(ClientInternals::annotated))
                .map(method -> method.getDescription() + " overrides what is not promised");
        return Stream.concat(accessed, overridden);
    }

    private static String[] names(Iterable<JavaClass> types) {
        Stream.Builder<String> names = Stream.builder();
        types.forEach(type -> names.add(type.getName()));
        return names.build().toArray(String[]::new);
    }

    private static boolean ofClient(JavaClass type) {
        return CLIENT.matcher(type.getName()).matches();
    }

    private static boolean notPromised(JavaClass type) {
        if (!ofClient(type)) {
            return false;
        }
        String nest = type.getPackageName();
        String name = type.getName().substring(nest.length() + 1).replaceAll("\\$.*", "");
        return INTERNAL_PACKAGE.matcher(nest).matches()
                || (nest.equals(PROTOCOL) && !DOCUMENTED_PROTOCOL.contains(name))
                || annotated(type);
    }

    private static boolean annotated(JavaMember member) {
        return carriesMark(member);
    }

    private static boolean annotated(JavaClass type) {
        return carriesMark(type)
                || type.getEnclosingClass().filter(ClientInternals::annotated).isPresent();
    }

    private static boolean carriesMark(HasAnnotations<?> annotated) {
        return annotated.getAnnotations().stream()
                .anyMatch(mark ->
                        NOT_PROMISED.matcher(mark.getRawType().getName()).matches());
    }
}

package io.redoubt.architecture;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The places where the JDK reads a clock of the machine, or waits for it. */
enum TimeSource {
    SYSTEM(target -> of(target, System.class) && named(target, "currentTimeMillis", "nanoTime")),
    SLEEP(target -> (of(target, Thread.class) || of(target, TimeUnit.class)) && named(target, "sleep")),
    // Instant.now, LocalDate.now, JapaneseDate.now and so on; now(Clock) reads the clock that it is given.
    NOW(target -> target.getOwner().getPackageName().startsWith("java.time")
            && named(target, "now")
            && !takes(target, Clock.class)),
    CLOCK(target -> of(target, InstantSource.class) && target.getName().startsWith("system")),
    TICK(target -> of(target, Clock.class) && target.getName().startsWith("tick") && !takes(target, Clock.class)),
    DATE(target -> of(target, Date.class)
            && named(target, "<init>")
            && target.getRawParameterTypes().isEmpty()),
    CALENDAR(target -> of(target, Calendar.class) && named(target, "getInstance", "<init>"));

    @SuppressWarnings("ImmutableEnumChecker") // lambdas that capture nothing
    private final Predicate<CodeUnitAccessTarget> owns;

    TimeSource(Predicate<CodeUnitAccessTarget> owns) {
        this.owns = owns;
    }

    static boolean owns(CodeUnitAccessTarget target) {
        return Arrays.stream(values()).anyMatch(source -> source.owns.test(target));
    }

    private static boolean of(CodeUnitAccessTarget target, Class<?> owner) {
        return target.getOwner().isAssignableTo(owner);
    }

    private static boolean named(CodeUnitAccessTarget target, String... names) {
        return Arrays.asList(names).contains(target.getName());
    }

    private static boolean takes(CodeUnitAccessTarget target, Class<?> parameter) {
        return target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(parameter));
    }
}

package io.redoubt.json;

import java.lang.reflect.Modifier;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Currency;
import java.util.Date;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Utility class that classifies JDK classes by whether Jackson can read back equal values from their JSON form. Values
 * of other classes are checked before they are written, or refused.
 */
final class JdkRoundTripClassifier {

    private static final Set<Class<?>> OPTIONALS =
            Set.of(Optional.class, OptionalInt.class, OptionalLong.class, OptionalDouble.class);

    static final String NO_FORM = "this class of the JDK has no JSON form: store what it is made of, or register a"
            + " serializer and a deserializer with JsonCodec.on(mapper)";

    /** Classes whose values are always read as they were written. Most stored values belong to these classes. */
    private static final Set<Class<?>> TRUSTED = Set.of(
            String.class,
            Boolean.class,
            Character.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            BigInteger.class,
            BigDecimal.class,
            AtomicBoolean.class,
            AtomicInteger.class,
            AtomicLong.class,
            UUID.class,
            URI.class,
            Locale.class,
            Currency.class,
            Class.class,
            StringBuilder.class,
            StringBuffer.class,
            Date.class,
            AtomicReference.class,
            Instant.class,
            Duration.class,
            Period.class,
            LocalDate.class,
            LocalTime.class,
            LocalDateTime.class,
            OffsetTime.class,
            OffsetDateTime.class,
            ZonedDateTime.class,
            Year.class,
            YearMonth.class,
            MonthDay.class,
            ZoneOffset.class);

    private JdkRoundTripClassifier() {}

    static boolean isTrusted(Class<?> type) {
        return TRUSTED.contains(type)
                || isOptional(type)
                || Enum.class.isAssignableFrom(type)
                || (Map.Entry.class.isAssignableFrom(type)
                        && !type.getName().startsWith("java.util.AbstractMap$Simple"));
    }

    /** Returns whether the class is a concrete collection or map of the JDK, extended by fields of the application. */
    static boolean isExtended(Class<?> type) {
        boolean fields = false;
        Class<?> each = type;
        while (each != null && !isJdkType(each)) {
            fields |= Stream.of(each.getDeclaredFields())
                    .anyMatch(field -> !field.isSynthetic() && !Modifier.isStatic(field.getModifiers()));
            each = each.getSuperclass();
        }
        return fields && each != null && each != Object.class && !Modifier.isAbstract(each.getModifiers());
    }

    static boolean isJdkType(Class<?> type) {
        Module module = type.getModule();
        return module.isNamed()
                && (module.getName().startsWith("java.") || module.getName().startsWith("jdk."));
    }

    static boolean isOptional(Class<?> type) {
        return OPTIONALS.contains(type);
    }

    /** Returns whether values of the class normally belong to subclasses that applications do not see. */
    static boolean hasHiddenSubclasses(Class<?> type) {
        return type == InetAddress.class;
    }
}

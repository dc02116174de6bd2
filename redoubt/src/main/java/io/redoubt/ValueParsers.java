package io.redoubt;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Utility class that parses the values of environment variables: numbers, times, sizes, flags and files. Stateless.
 * Each method throws {@link IllegalArgumentException} without a message for a value of another form, since the value
 * may be a misplaced secret.
 */
final class ValueParsers {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
    private static final Pattern QUANTITY = Pattern.compile("([0-9]{1,13})([A-Za-z]*)");
    private static final String UNLIMITED = "unlimited";

    private static final Map<String, ChronoUnit> TIME_UNITS = Map.of(
            "ms", ChronoUnit.MILLIS,
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS);
    private static final Map<String, Integer> SIZE_SHIFTS = Map.of("", 0, "kib", 10, "mib", 20, "gib", 30);
    private static final Set<String> TRUE = Set.of("true", "on", "yes", "1");
    private static final Set<String> FALSE = Set.of("false", "off", "no", "0");

    private ValueParsers() {}

    /** Returns a number that is not negative. */
    static int number(String text) {
        long number = NUMBER.matcher(text).matches() ? Long.parseLong(text) : Long.MAX_VALUE;
        if (number > Integer.MAX_VALUE) {
            throw new IllegalArgumentException();
        }
        return (int) number;
    }

    /** Returns a parser of numbers within bounds. */
    static Function<String, Integer> number(int min, int max) {
        return text -> {
            int number = number(text);
            if (number < min || number > max) {
                throw new IllegalArgumentException();
            }
            return number;
        };
    }

    /** Returns a number, or the maximum for {@code unlimited}. */
    static int numberOrUnlimited(String text) {
        return text.equalsIgnoreCase(UNLIMITED) ? Integer.MAX_VALUE : number(text);
    }

    /** Returns a time such as {@code 500ms}, {@code 2s}, {@code 30m}, {@code 12h} or {@code 7d}. */
    static Duration time(String text) {
        Matcher quantity = quantity(text);
        ChronoUnit unit = TIME_UNITS.get(quantity.group(2).toLowerCase(Locale.ROOT));
        if (unit == null) {
            throw new IllegalArgumentException();
        }
        return Duration.of(Long.parseLong(quantity.group(1)), unit);
    }

    /** Returns a parser of times within bounds, for which a number without a unit is in a certain unit. */
    static Function<String, Duration> time(String unitOfNumbers, Duration min, Duration max) {
        return text -> {
            Duration time = time(NUMBER.matcher(text).matches() ? text + unitOfNumbers : text);
            if (time.compareTo(min) < 0 || time.compareTo(max) > 0) {
                throw new IllegalArgumentException();
            }
            return time;
        };
    }

    /** Returns a size in bytes, such as {@code 4096}, {@code 64KiB}, {@code 1MiB} or {@code 2GiB}. */
    static long size(String text) {
        Matcher quantity = quantity(text);
        Integer shift = SIZE_SHIFTS.get(quantity.group(2).toLowerCase(Locale.ROOT));
        long number = Long.parseLong(quantity.group(1));
        if (shift == null || number > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException();
        }
        return number << shift;
    }

    /** Returns a size in bytes up to 2 GiB. */
    static int smallSize(String text) {
        long size = size(text);
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException();
        }
        return (int) size;
    }

    /** Returns the parts of a text with commas between them, without the spaces around each. */
    static List<String> list(String text) {
        List<String> parts =
                Arrays.stream(text.split(",", -1)).map(String::strip).toList();
        if (parts.contains("")) {
            throw new IllegalArgumentException();
        }
        return parts;
    }

    /** Returns true or false. */
    static boolean flag(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        if (!TRUE.contains(lower) && !FALSE.contains(lower)) {
            throw new IllegalArgumentException();
        }
        return TRUE.contains(lower);
    }

    /** Returns a parser of the constants of an enum, in any case, with {@code -} or {@code _} between words. */
    static <E extends Enum<E>> Function<String, E> constant(Class<E> type) {
        return text -> {
            for (E constant : type.getEnumConstants()) {
                if (constant.name().equalsIgnoreCase(text.replace('-', '_'))) {
                    return constant;
                }
            }
            throw new IllegalArgumentException();
        };
    }

    /** Returns the path of a readable file. */
    static Path readableFile(String text) {
        try {
            Path path = Path.of(text);
            if (Files.isReadable(path) && !Files.isDirectory(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Not a valid path, and therefore not a readable file.
        }
        throw new IllegalArgumentException();
    }

    private static Matcher quantity(String text) {
        Matcher quantity = QUANTITY.matcher(text);
        if (!quantity.matches()) {
            throw new IllegalArgumentException();
        }
        return quantity;
    }
}

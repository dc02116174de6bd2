package io.redoubt;

import io.redoubt.api.ConfigurationException;
import io.redoubt.api.InvalidInputException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reader that looks up environment variables and converts their values with a given parser. A variable with an empty or
 * blank value counts as unset. Spaces around a value are ignored, except in passwords. Messages name a variable and its
 * value, but never show a secret.
 */
final class EnvironmentValues {

    private static final int MAX_SHOWN = 100;
    private static final Pattern SAFE_TO_SHOW = Pattern.compile("([a-z-]{1,20}://)?[^:@]*(:[0-9:]{0,5})?");
    private static final Pattern SAFE_START = Pattern.compile("([a-z-]{1,20}://)?[^:@]*");

    private final Map<String, String> values;

    EnvironmentValues(Map<String, String> values) {
        this.values = values;
    }

    /** Returns the names of all variables of the environment, known or not, that are set and not blank. */
    List<String> names() {
        return values.keySet().stream()
                .filter(name -> textOf(name) != null)
                .sorted()
                .toList();
    }

    boolean isSet(EnvironmentVariable variable) {
        return text(variable) != null;
    }

    /** Returns whether the variable exists, but has no value. */
    boolean isBlank(EnvironmentVariable variable) {
        return values.containsKey(variable.name()) && !isSet(variable);
    }

    /** Returns the value, or null if the variable is unset. */
    @Nullable
    String text(EnvironmentVariable variable) {
        String value = textOf(variable.name());
        return value == null || variable.isPassword() ? value : value.strip();
    }

    /** Returns the value of a variable by its name, or null if it is unset. */
    @Nullable
    String textOf(String name) {
        String value = values.get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /**
     * Returns the parsed value, or null if the variable is unset.
     *
     * @throws ConfigurationException if the parser throws {@link IllegalArgumentException}
     */
    <T> @Nullable T parsed(EnvironmentVariable variable, Function<String, T> parser) {
        String text = text(variable);
        try {
            return text == null ? null : parser.apply(text);
        } catch (IllegalArgumentException e) {
            throw invalid(variable);
        }
    }

    /** Returns the parsed value, or another one if the variable is unset. */
    <T> T parsedOr(EnvironmentVariable variable, Function<String, T> parser, T otherwise) {
        T parsed = parsed(variable, parser);
        return parsed == null ? otherwise : parsed;
    }

    /**
     * Passes the parsed value to a setter, if the variable is set.
     *
     * @throws ConfigurationException if the parser or the setter refuses the value
     */
    <T> void apply(EnvironmentVariable variable, Function<String, T> parser, Consumer<T> setter) {
        T parsed = parsed(variable, parser);
        if (parsed != null) {
            try {
                setter.accept(parsed);
            } catch (IllegalArgumentException | InvalidInputException e) {
                throw invalid(variable);
            }
        }
    }

    /**
     * Returns a result that depends on several variables.
     *
     * @throws ConfigurationException that names those of the variables that are set, if they are refused
     */
    <T> T combined(List<EnvironmentVariable> variables, Supplier<T> result) {
        try {
            return result.get();
        } catch (IllegalArgumentException e) {
            String set = variables.stream()
                    .filter(this::isSet)
                    .map(variable -> variable + "=" + shown(variable))
                    .collect(Collectors.joining(", "));
            throw new ConfigurationException(set + ": " + e.getMessage(), e);
        }
    }

    /** Throws if the variable is set. */
    void rejectIfSet(EnvironmentVariable variable, String reason) {
        if (isSet(variable)) {
            throw new ConfigurationException(variable + " is set, but " + reason);
        }
    }

    /** Returns an exception for a value that is not allowed. It has no cause, which might show a secret. */
    ConfigurationException invalid(EnvironmentVariable variable) {
        return invalid(variable, "");
    }

    ConfigurationException invalid(EnvironmentVariable variable, String hint) {
        return new ConfigurationException(
                variable + "=" + shown(variable) + " is not allowed: it must be " + variable.allowed() + hint);
    }

    /** Returns the value for a message, without what may be part of a password. */
    String shown(EnvironmentVariable variable) {
        String value = text(variable);
        return value == null || variable.isSecret() ? "***" : shown(value);
    }

    /** Returns a value for a message, without what would be part of a password if a URL was put there. */
    static String shown(String value) {
        String printable = value.replaceAll("\\p{Cntrl}", "?");
        String shown = printable;
        if (!SAFE_TO_SHOW.matcher(printable).matches()) {
            Matcher start = SAFE_START.matcher(printable);
            shown = printable.indexOf('@') < 0 && start.lookingAt() ? start.group() + "***" : "***";
        }
        return shown.length() <= MAX_SHOWN ? shown : shown.substring(0, MAX_SHOWN) + "***";
    }
}

package io.redoubt.api;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Pattern for building keys, such as {@code user:{userId}:profile}, with placeholders that are replaced by values.
 *
 * <pre>{@code
 * KeyTemplate profile = KeyTemplate.of("user:{userId}:profile");
 * profile.key("42");        // user:42:profile
 * profile.key("a:b");       // user:a%3Ab:profile
 * }</pre>
 *
 * <p><b>Injective:</b> two different lists of values never give the same key, so a user cannot choose an id that
 * reaches another user's data. For this, every character with a meaning in keys is percent-encoded in values
 * (UTF-8, as in RFC 3986): braces, colon, percent, space, control and non-ASCII characters, and the wildcards
 * {@code * ? [ ] \}. Two placeholders must have a colon between them. Values are escaped, and no character of them
 * is dropped.
 *
 * <p>The literal part consists of ASCII letters, digits and {@code : . _ - /}. Immutable, thread-safe.
 */
public final class KeyTemplate {

    /** Maximum length of a key in bytes of UTF-8, without the prefix. */
    public static final int MAX_KEY_BYTES = 1024;

    private static final Pattern PLACE = Pattern.compile("\\{([^{}]*)}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_]*");
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9:._/-]*");

    private final String text;
    private final List<String> literals;
    private final List<String> names;

    private KeyTemplate(String text, List<String> literals, List<String> names) {
        this.text = text;
        this.literals = List.copyOf(literals);
        this.names = List.copyOf(names);
    }

    /**
     * Parses a template.
     *
     * @throws InvalidInputException if the template is empty or too long, has an unnamed, repeated or badly named
     *     placeholder, two placeholders without a colon between them, or a character that is not allowed
     */
    public static KeyTemplate of(String template) {
        if (template == null) {
            throw new InvalidInputException("the key template is null: write it out (like user:{userId}:profile)");
        }
        if (template.isEmpty() || template.length() > MAX_KEY_BYTES) {
            throw wrong(template, "it must have 1 to " + MAX_KEY_BYTES + " characters");
        }
        List<String> literals = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Matcher place = PLACE.matcher(template);
        int from = 0;
        while (place.find()) {
            literals.add(literal(template, template.substring(from, place.start())));
            names.add(place.group(1));
            from = place.end();
        }
        literals.add(literal(template, template.substring(from)));
        checkNames(template, names);
        for (String between : literals.subList(1, Math.max(1, literals.size() - 1))) {
            if (between.indexOf(':') < 0) {
                throw wrong(template, "two places need a ':' between them, or different values could give one key");
            }
        }
        return new KeyTemplate(template, literals, names);
    }

    /**
     * Returns the key for these values, in the order of the placeholders. An enum constant stands for its name, any
     * other value for its {@code toString()}.
     *
     * @throws InvalidInputException if there are too many or too few values, a value is empty, not valid Unicode or
     *     has no text that equal values share (an array, a lambda, an object without {@code toString()}), or the key
     *     would be longer than {@link #MAX_KEY_BYTES}
     */
    public String key(Object... values) {
        if (values.length != names.size()) {
            throw new InvalidInputException("key template '" + text + "' has " + names.size() + " places " + names
                    + ", but " + values.length + " values were given");
        }
        StringBuilder key = new StringBuilder(text.length() + 16).append(literals.get(0));
        for (int i = 0; i < values.length; i++) {
            String value = KeyTextConverter.of(values[i], "{" + names.get(i) + "} of key template '" + text + "'");
            if (value == null || value.isEmpty()) {
                throw new InvalidInputException("the value for {" + names.get(i) + "} of key template '" + text
                        + "' is " + (value == null ? "null" : "empty") + ": it needs at least one character");
            }
            KeyEscape.append(key, value, names.get(i), text);
            key.append(literals.get(i + 1));
            if (key.length() > MAX_KEY_BYTES) {
                throw new InvalidInputException("the key of template '" + text + "' gets longer than " + MAX_KEY_BYTES
                        + " bytes with the value for {" + names.get(i) + "}, which has " + value.length()
                        + " characters: use a shorter id, or its hash");
            }
        }
        return key.toString();
    }

    /**
     * Returns the values for which {@link #key} returns this key, as texts in the order of the placeholders; empty if
     * there are none.
     */
    public Optional<List<String>> values(String key) {
        List<String> values = new ArrayList<>();
        int from = literals.get(0).length();
        if (!key.startsWith(literals.get(0))) {
            return Optional.empty();
        }
        for (int i = 1; i < literals.size(); i++) {
            int end = i == literals.size() - 1
                    ? key.length() - literals.get(i).length()
                    : key.indexOf(literals.get(i), from + 1);
            String value = end <= from ? null : KeyEscape.unescaped(key.substring(from, end));
            if (value == null) {
                return Optional.empty();
            }
            values.add(value);
            from = end + literals.get(i).length();
        }
        return from == key.length() && isKeyOf(values, key) ? Optional.of(List.copyOf(values)) : Optional.empty();
    }

    private boolean isKeyOf(List<String> values, String key) {
        try {
            return key(values.toArray()).equals(key);
        } catch (InvalidInputException e) {
            return false;
        }
    }

    /** Returns the names of the placeholders, in their order. */
    public List<String> names() {
        return names;
    }

    /** Returns the template as it was written. It contains no value, and can be logged. */
    @Override
    public String toString() {
        return text;
    }

    private static String literal(String template, String literal) {
        if (!LITERAL.matcher(literal).matches()) {
            throw wrong(template, "outside of {places} only letters, digits and : . _ - / are allowed");
        }
        return literal;
    }

    private static void checkNames(String template, List<String> names) {
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!NAME.matcher(name).matches()) {
                throw wrong(template, "'{" + name + "}' is not a name: letters, digits and _, a letter first");
            }
            if (!seen.add(name)) {
                throw wrong(template, "the place {" + name + "} stands twice");
            }
        }
    }

    private static InvalidInputException wrong(String template, String what) {
        return new InvalidInputException("bad key template '" + UntrustedTextFormatter.printable(template, 80) + "': "
                + what + " (like user:{userId}:profile)");
    }
}

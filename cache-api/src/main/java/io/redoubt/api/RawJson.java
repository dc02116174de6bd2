package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/**
 * Wrapper for JSON text, with which an application stores and reads JSON unchanged, without conversion to Java objects.
 * Immutable, thread-safe.
 *
 * <p>The JSON codec writes exactly this text, and reads the bytes that are stored, unchanged; it accepts one
 * well-formed value (RFC 8259) other than {@code null}. Numbers keep all their digits, properties their order. A value
 * that was written so can be read as any type that fits its JSON, and the other way around. It also stands within
 * other values, such as a {@code List<RawJson>} or a property of a record, there without white space around it.
 *
 * <p>Other codecs need not know this class: {@code RawCodec} and {@code PolymorphicJsonCodec} refuse it. Whether two
 * instances are equal depends on their texts alone: {@code {"a":1}} and {@code { "a": 1 }} are different.
 *
 * <p>{@code toString()} shows the length only, since the text is a value of the application.
 */
public final class RawJson {

    private final String text;

    private RawJson(String text) {
        this.text = text;
    }

    /**
     * Returns a value of this text, which the codec checks when the value is written.
     *
     * @throws InvalidInputException if the text is null
     */
    public static RawJson of(String text) {
        if (text == null) {
            throw new InvalidInputException("the JSON text is null: store nothing instead");
        }
        return new RawJson(text);
    }

    /** Returns the JSON text. */
    public String text() {
        return text;
    }

    /** Returns whether the other object is JSON of the same text. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RawJson json && text.equals(json.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return "RawJson[" + text.length() + " characters]";
    }
}

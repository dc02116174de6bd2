package io.redoubt.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Percent-encoder for the values that fill the placeholders of a {@link KeyTemplate}. Injective: the escape character
 * is itself escaped.
 */
final class KeyEscape {

    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final BitSet PLAIN = new BitSet(128);

    static {
        PLAIN.set('!', 0x7F);
        "{}:%*?[]\\".chars().forEach(PLAIN::clear);
    }

    private KeyEscape() {}

    static void append(StringBuilder key, String value, String place, String template) {
        for (int i = 0; i < value.length(); ) {
            int point = value.codePointAt(i);
            if (point < 128 && PLAIN.get(point)) {
                key.append((char) point);
            } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                // Encoders replace every unpaired surrogate by '?', which would map different values to one key.
                throw new InvalidInputException("the value for {" + place + "} of key template '" + template
                        + "' is not valid Unicode: it has half a surrogate pair at position " + i);
            } else {
                for (byte b : Character.toString(point).getBytes(StandardCharsets.UTF_8)) {
                    key.append('%').append(HEX.toHexDigits(b));
                }
            }
            i += Character.charCount(point);
        }
    }

    /** Decodes an encoded value; null if it is not one. */
    static @Nullable String unescaped(String encoded) {
        if (encoded.indexOf('%') < 0) {
            return encoded;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
        for (int i = 0; i < encoded.length(); i++) {
            char next = encoded.charAt(i);
            if (next != '%') {
                bytes.write(next);
            } else if (i + 2 < encoded.length()
                    && HexFormat.isHexDigit(encoded.charAt(i + 1))
                    && HexFormat.isHexDigit(encoded.charAt(i + 2))) {
                bytes.write(HexFormat.fromHexDigits(encoded, i + 1, i + 3));
                i += 2;
            } else {
                return null;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}

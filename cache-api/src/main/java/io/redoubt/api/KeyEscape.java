package io.redoubt.api;

import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.HexFormat;

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
}

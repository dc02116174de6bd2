package io.redoubt.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Different values never give the same key of a template")
final class KeyTemplateInjectivityTest {

    private static final int PAIRS = 40_000;

    /** Parts of values, few and short, so that values that are similar after escaping occur often. */
    private static final List<String> PIECES = List.of(
            "a",
            "b",
            ":",
            "::",
            "%",
            "%3A",
            "%3a",
            "%25",
            "%253A",
            "3A",
            "{",
            "}",
            "{a}",
            "*",
            "?",
            "[",
            "]",
            "\\",
            " ",
            "\u0000",
            "\n",
            "\u007F",
            "\u0080",
            "\u00E9",
            "e\u0301",
            "\u00C3\u00A9",
            "%C3%A9",
            "\uD83D\uDE00",
            "\uFFFD",
            "/",
            "-",
            "x:y");

    @ParameterizedTest
    @ValueSource(strings = {"{a}:{b}", "u:{a}:{b}", "{a}x:{b}", "{a}:x{b}", "{a}x:y{b}:{c}"})
    @DisplayName("in 40,000 random pairs of lists, chosen to be mistaken for each other")
    void injective(String text) {
        KeyTemplate template = KeyTemplate.of(text);
        int places = template.names().size();
        Random random = new Random(20261123);
        Map<String, List<String>> valuesOfKey = new HashMap<>();

        for (int i = 0; i < PAIRS; i++) {
            List<String> left = values(random, places);
            List<String> right = alike(random, left);
            check(template, valuesOfKey, left);
            check(template, valuesOfKey, right);
        }

        assertThat(valuesOfKey).hasSizeGreaterThan(PAIRS / 4);
    }

    private static void check(KeyTemplate template, Map<String, List<String>> valuesOfKey, List<String> values) {
        String key = template.key(values.toArray());
        List<String> before = valuesOfKey.putIfAbsent(key, values);
        if (before != null && !before.equals(values)) {
            throw new AssertionError(before + " and " + values + " both give " + key);
        }
    }

    private static List<String> values(Random random, int places) {
        String[] values = new String[places];
        Arrays.setAll(values, i -> piece(random) + (random.nextBoolean() ? piece(random) : ""));
        return List.of(values);
    }

    /** Returns values with the same text split at another position, or with one part escaped manually. */
    private static List<String> alike(Random random, List<String> values) {
        List<String> alike = new ArrayList<>(values);
        int place = random.nextInt(values.size());
        String value = values.get(place);
        switch (random.nextInt(4)) {
            case 0 -> {
                String joined = String.join(":", values);
                int cut = joined.indexOf(':', 1);
                alike.set(0, cut < 0 ? joined : joined.substring(0, cut));
                alike.set(1, cut < 0 || cut + 1 == joined.length() ? ":" : joined.substring(cut + 1));
            }
            case 1 -> alike.set(place, value.replace(":", "%3A"));
            case 2 -> alike.set(place, value.replace("%", "%25"));
            default -> alike.set(place, value + piece(random));
        }
        return alike;
    }

    private static String piece(Random random) {
        return PIECES.get(random.nextInt(PIECES.size()));
    }
}

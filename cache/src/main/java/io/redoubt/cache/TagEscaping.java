package io.redoubt.cache;

/**
 * Escaping of tags in an envelope, in which a space ends a word: {@code %} and space are written as {@code %25}
 * and {@code %20}.
 */
final class TagEscaping {

    private TagEscaping() {}

    static String escaped(String tag) {
        return tag.replace("%", "%25").replace(" ", "%20");
    }

    static String unescaped(String word) {
        return word.replace("%20", " ").replace("%25", "%");
    }
}

package io.redoubt.architecture;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The checked-in list of public types: what stands in it was meant, and can be relied on. */
final class PublicList {

    private static final String FILE = "public-types.txt";

    private PublicList() {}

    static List<String> lines() {
        try (InputStream in = PublicList.class.getResourceAsStream("/" + FILE)) {
            return new String(Objects.requireNonNull(in, FILE).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + FILE, e);
        }
    }

    /** What to do so that list and types agree, one line each. */
    static List<String> corrections(Collection<String> listed, Set<String> types) {
        List<String> corrections = new ArrayList<>();
        types.stream()
                .filter(type -> !listed.contains(type))
                .map(type -> type + " is public: make it package-private, or add this line to " + FILE + ": " + type)
                .forEach(corrections::add);
        listed.stream()
                .filter(line -> !types.contains(line))
                .map(line -> line + " is not a public type: remove this line from " + FILE + ": " + line)
                .forEach(corrections::add);
        return corrections;
    }
}

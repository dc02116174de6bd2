package io.redoubt.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** The sources of the examples: the snippets that are marked in them, and which of them are programs. */
final class Sources {

    private static final String BEGIN = "// snippet: ";
    private static final String END = "// end";

    private Sources() {}

    /** The names of the classes that can be run. */
    static Set<String> programs() throws IOException {
        Set<String> programs = new TreeSet<>();
        for (Path file : files("src/main/java")) {
            if (Files.readString(file).contains("public static void main(")) {
                programs.add(file.getFileName().toString().replace(".java", ""));
            }
        }
        return programs;
    }

    /** The marked code by its name, which is used once. */
    static Map<String, String> snippets() throws IOException {
        Map<String, String> snippets = new TreeMap<>();
        for (Path file : files("src")) {
            add(file, snippets);
        }
        return snippets;
    }

    private static void add(Path file, Map<String, String> snippets) throws IOException {
        String name = "";
        StringBuilder code = new StringBuilder();
        for (String line : Files.readAllLines(file)) {
            String mark = line.strip();
            if (mark.startsWith(BEGIN)) {
                assertThat(name).as("snippet without an end in %s", file).isEmpty();
                name = mark.substring(BEGIN.length());
                assertThat(snippets.keySet()).as("snippets before %s", file).doesNotContain(name);
            } else if (mark.equals(END)) {
                assertThat(name).as("what ends in %s", file).isNotEmpty();
                snippets.put(name, code.toString().stripTrailing().stripIndent() + "\n");
                name = "";
                code.setLength(0);
            } else if (!name.isEmpty()) {
                code.append(line).append('\n');
            }
        }
        assertThat(name).as("snippet without an end in %s", file).isEmpty();
    }

    private static List<Path> files(String directory) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(directory))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }
}

package io.redoubt.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keeps the documentation true: its Java is the compiled code of {@link Snippets}, its commands are exactly two. */
final class DocumentationTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern MARKED =
            Pattern.compile("<!-- snippet: ([a-z-]+) -->\\R```java\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern JAVA = Pattern.compile("```java\\R");
    private static final Pattern SHELL = Pattern.compile("```sh\\R(.*?)```", Pattern.DOTALL);

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/guide.md"})
    @DisplayName("Every Java snippet is the compiled code of that name")
    void snippets(String file) throws IOException {
        String text = Files.readString(ROOT.resolve(file));
        Map<String, String> code = code();
        Matcher marked = MARKED.matcher(text);
        int found = 0;
        while (marked.find()) {
            found++;
            String name = marked.group(1);
            assertThat(code).as("snippets in Snippets.java").containsKey(name);
            assertThat(marked.group(2)).as("snippet %s in %s", name, file).isEqualTo(code.get(name));
        }
        assertThat(found).as("marked snippets in %s", file).isPositive();
        assertThat(JAVA.matcher(text).results().count())
                .as("all Java in %s is marked as a snippet", file)
                .isEqualTo(found);
    }

    @Test
    @DisplayName("The README has one block of exactly two commands, the second of which runs the tests")
    void commands() throws IOException {
        List<String> blocks = SHELL.matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(blocks).hasSize(1);
        assertThat(blocks.get(0).lines().toList()).hasSize(2).last().isEqualTo("mvn verify");
        assertThat(Files.readString(ROOT.resolve(".ci/run"))).contains("mvn verify");
    }

    private static Map<String, String> code() throws IOException {
        Map<String, String> snippets = new LinkedHashMap<>();
        StringBuilder current = null;
        String name = "";
        for (String line : Files.readAllLines(Path.of("src/main/java/io/redoubt/examples/Snippets.java"))) {
            if (line.strip().startsWith("// snippet: ")) {
                name = line.strip().substring("// snippet: ".length());
                current = new StringBuilder();
            } else if (line.strip().equals("// end") && current != null) {
                snippets.put(name, current.toString().stripTrailing().stripIndent() + "\n");
                current = null;
            } else if (current != null) {
                current.append(line).append('\n');
            }
        }
        return snippets;
    }
}

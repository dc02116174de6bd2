package io.redoubt.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Keeps the documentation true: its Java is compiled code of the examples, its commands run what there is. */
final class DocumentationTest {

    private static final Path ROOT = Path.of("..");
    private static final List<String> DOCUMENTS = List.of("README.md", "docs/guide.md");
    private static final Pattern MARKED =
            Pattern.compile("<!-- snippet: ([a-z-]+) -->\\R```java\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern JAVA = Pattern.compile("```java\\R");
    private static final Pattern SHELL = Pattern.compile("```sh\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern RUN = Pattern.compile(
            "`mvn -q compile exec:java -pl examples -am -Dexec\\.mainClass=io\\.redoubt\\.examples\\.(\\w+)`");

    @ParameterizedTest
    @FieldSource("DOCUMENTS")
    @DisplayName("Every Java snippet is the compiled code of that name")
    void snippets(String file) throws IOException {
        String text = read(file);
        Map<String, String> code = Sources.snippets();
        Matcher marked = MARKED.matcher(text);
        int found = 0;
        while (marked.find()) {
            found++;
            String name = marked.group(1);
            assertThat(code).as("snippets of the examples").containsKey(name);
            assertThat(marked.group(2)).as("snippet %s in %s", name, file).isEqualTo(code.get(name));
        }
        assertThat(found).as("marked snippets in %s", file).isPositive();
        assertThat(JAVA.matcher(text).results().count())
                .as("all Java in %s is marked as a snippet", file)
                .isEqualTo(found);
    }

    @Test
    @DisplayName("Every snippet of the examples is shown by a document")
    void shown() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (String file : DOCUMENTS) {
            MARKED.matcher(read(file)).results().forEach(match -> shown.add(match.group(1)));
        }
        assertThat(Sources.snippets().keySet()).isEqualTo(shown);
    }

    @Test
    @DisplayName("The guide has the command of every program but the tour, which is the README's")
    void programs() throws IOException {
        Set<String> run = RUN.matcher(read("docs/guide.md"))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        run.add("FeatureTour");
        assertThat(Sources.programs()).isEqualTo(run);
    }

    @Test
    @DisplayName("The README has one block of exactly two commands, the second of which runs the tests")
    void commands() throws IOException {
        List<String> blocks = SHELL.matcher(read("README.md"))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(blocks).hasSize(1);
        assertThat(blocks.get(0).lines().toList()).hasSize(2).last().isEqualTo("mvn verify");
        assertThat(Files.readString(ROOT.resolve(".ci/run"))).contains("mvn verify");
    }

    private static String read(String file) throws IOException {
        return Files.readString(ROOT.resolve(file));
    }
}

package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The documentation of the variables")
final class VariablesDocumentationTest {

    private static final Path ROOT = Path.of(System.getProperty("basedir", "")).resolve("..");
    private static final Pattern FIRST_CELL = Pattern.compile("(?m)^\\| (`[A-Z][^|]*) \\|");
    private static final Pattern NAME = Pattern.compile("`([A-Z][A-Z0-9_]+_[A-Z0-9_]+)`");
    private static final Pattern EXAMPLE = Pattern.compile("(?m)^#([A-Z][A-Z0-9_]+)=(.*)$");

    /** Variables of which the example shows no default. */
    private static final Pattern NO_DEFAULT = Pattern.compile(
            ".*(URL|HOST|USERNAME|PASSWORD|_FILE|KEY_PREFIX|DRIVER|MAX_REPLY_BYTES|STATE_MAX_BYTES|CLOSE_ON_SHUTDOWN|RATE_LIMIT_.*)|CACHE_NEAR_.*");

    @Test
    @DisplayName("has each variable once, in one table of the guide, and no others")
    void guide() throws IOException {
        String guide = Files.readString(ROOT.resolve("docs/guide.md"));
        String table =
                guide.substring(guide.indexOf("### Environment variables"), guide.indexOf("These are errors, and"));
        Set<String> names = new TreeSet<>();
        Matcher cell = FIRST_CELL.matcher(table);
        while (cell.find()) {
            NAME.matcher(cell.group(1))
                    .results()
                    .forEach(name -> assertThat(names.add(name.group(1)))
                            .as(name.group(1))
                            .isTrue());
        }

        assertThat(names).containsExactlyInAnyOrderElementsOf(EnvironmentVariable.names());
        assertThat(table).contains("`RATE_LIMIT_<NAME>_MAX`", "`RATE_LIMIT_<NAME>_WINDOW`");
    }

    @Test
    @DisplayName("has each variable in .env.example, with values that are allowed and defaults that are true")
    void example() throws IOException {
        Map<String, List<String>> examples = new HashMap<>();
        Matcher line = EXAMPLE.matcher(Files.readString(ROOT.resolve(".env.example")));
        while (line.find()) {
            examples.computeIfAbsent(line.group(1), name -> new ArrayList<>()).add(line.group(2));
        }
        Map<String, String> defaults = new HashMap<>(Map.of("REDIS_HOST", "h"));
        examples.forEach((name, values) -> {
            assertThat(EnvironmentVariable.names().contains(name) || RateLimitVariables.contain(name))
                    .as(name)
                    .isTrue();
            if (!NO_DEFAULT.matcher(name).matches()) {
                defaults.put(name, values.get(0));
            }
        });

        assertThat(examples).containsKeys(EnvironmentVariable.names().toArray(String[]::new));
        RedoubtSettings expected = RedoubtSettings.fromEnvironment(Map.of("REDIS_HOST", "h"));
        RedoubtSettings actual = RedoubtSettings.fromEnvironment(defaults);
        assertThat(actual).hasToString(expected.toString());
        assertThat(actual.redis()).isEqualTo(expected.redis());
        assertThat(actual.maxValueBytes()).isEqualTo(expected.maxValueBytes());
        assertThat(actual.embeddedMaxBytes()).isEqualTo(expected.embeddedMaxBytes());
        assertThat(actual.sessions().idleTimeout())
                .isEqualTo(expected.sessions().idleTimeout());
        assertThat(actual.sessions().absoluteLifetime())
                .isEqualTo(expected.sessions().absoluteLifetime());
        assertThat(actual.sessions().maxPerUser()).isEqualTo(expected.sessions().maxPerUser());
        assertThat(actual.sessions().policy()).isEqualTo(expected.sessions().policy());
        assertThat(actual.sessions().rotationGrace())
                .isEqualTo(expected.sessions().rotationGrace());
        assertThat(actual.sessions().events()).isEqualTo(expected.sessions().events());
    }
}

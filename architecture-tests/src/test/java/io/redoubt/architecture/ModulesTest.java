package io.redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An import that finds nothing would let every rule pass; so would a module that nobody put into the table. */
@DisplayName("The rules see")
final class ModulesTest {

    /** What no application has on its class path. */
    private static final Set<String> NOT_PRODUCTION =
            Set.of("bom", "tck", "tck-tests", "test-support", "examples", "benchmarks", "architecture-tests");

    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");

    @ParameterizedTest
    @MethodSource("directories")
    @DisplayName("classes of every production module of the build")
    void modules(String directory) {
        Module module = Arrays.stream(Module.values())
                .filter(row -> row.directory().equals(directory))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the table Module has no row for module " + directory));
        assertThat(Production.classes().stream().filter(module::contains))
                .as("classes of module %s on the class path of architecture-tests", directory)
                .isNotEmpty();
    }

    @Test
    @DisplayName("no class that belongs to no module")
    void strangers() {
        assertThat(Production.classes())
                .allSatisfy(
                        type -> assertThat(Module.of(type)).as(type.getName()).isPresent());
    }

    @Test
    @DisplayName("no class that belongs to two modules")
    void overlap() {
        assertThat(Production.classes())
                .allSatisfy(type -> assertThat(Module.values())
                        .filteredOn(module -> module.contains(type))
                        .as(type.getName())
                        .hasSize(1));
    }

    @Test
    @DisplayName("the list of modules where it stands")
    void list() throws IOException {
        assertThat(directories()).contains("cache-api", "redis-spi", "redoubt");
    }

    static List<String> directories() throws IOException {
        Path pom = Path.of(System.getProperty("basedir", ""), "..", "pom.xml");
        return MODULE.matcher(Files.readString(pom))
                .results()
                .map(result -> result.group(1))
                .filter(directory -> !NOT_PRODUCTION.contains(directory.replaceAll("/.*", "")))
                .toList();
    }
}

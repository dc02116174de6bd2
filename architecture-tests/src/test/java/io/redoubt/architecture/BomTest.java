package io.redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * The BOM and the parent each list our artifacts, since an imported BOM may not bring the parent's versions with
 * it.
 */
@DisplayName("The BOM")
final class BomTest {

    private static final Path ROOT = Path.of(System.getProperty("basedir", ""), "..");
    private static final Pattern OURS =
            Pattern.compile("<groupId>io\\.redoubt</groupId>\\s*<artifactId>(redoubt[a-z-]*)</artifactId>"
                    + "\\s*<version>\\$\\{project\\.version}</version>");

    @Test
    @DisplayName("lists every module that an application or a backend may depend on, as the parent does")
    void lists() throws IOException {
        List<String> expected = new ArrayList<>(List.of("redoubt-tck", "redoubt-test-support"));
        for (String directory : ModulesTest.directories()) {
            expected.add(directory.startsWith("redoubt") ? directory : "redoubt-" + directory);
        }
        assertThat(listed("bom/pom.xml")).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(listed("pom.xml")).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static List<String> listed(String pom) throws IOException {
        return OURS.matcher(Files.readString(ROOT.resolve(pom)))
                .results()
                .map(result -> result.group(1))
                .toList();
    }
}

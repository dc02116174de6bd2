package io.redoubt.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import io.redoubt.test.architecture.RedoubtRules;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The architecture rules of Redoubt on the examples, as an application runs them on itself. */
final class ArchitectureTest {

    // snippet: test-architecture
    @Test
    @DisplayName("The application keeps the rules of Redoubt")
    void rules() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests())
                .importPackages("io.redoubt.examples");
        assertThat(classes).isNotEmpty();
        RedoubtRules.configuredIn("io.redoubt.examples")
                .permanentEntriesIn("io.redoubt.examples.CacheSnippets")
                .check(classes);
    }
    // end
}

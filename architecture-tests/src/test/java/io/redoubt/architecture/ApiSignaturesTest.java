package io.redoubt.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The signatures that applications compile against change only together with api-signatures.txt;")
final class ApiSignaturesTest {

    private static final String[] API = {"io.redoubt", "io.redoubt.api", "io.redoubt.api.*", "io.redoubt.redis"};

    @Test
    @DisplayName("this holds in production")
    void production() throws IOException {
        SortedSet<String> lines = ApiSignatures.of(Production.classes(), API);
        if (Boolean.getBoolean("redoubt.api.write")) {
            Files.write(Path.of("src/test/resources", ApiSignatures.FILE), lines);
            return;
        }
        assertThat(lines)
                .as(
                        "signatures of the API. If the change is meant, describe it in CHANGELOG.md and write the listing by:"
                                + " mvn verify -pl architecture-tests -am -Dtest=ApiSignaturesTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dredoubt.api.write=true")
                .containsExactlyElementsOf(ApiSignatures.checkedIn());
    }

    @Test
    @DisplayName("it lists types, constructors, methods and constants with their type arguments and exceptions")
    void lists() {
        String name = "bad.apisignatures.io.redoubt.api.Listed";
        assertThat(ApiSignatures.of(Fixture.of("apisignatures").classes(), "bad.apisignatures.io.redoubt.api"))
                .containsExactly(
                        name + " protected " + name + "()",
                        name + " public static <T> java.util.List<T> " + name
                                + ".of(java.lang.Class<T>) throws java.io.IOException",
                        name + " public static final int " + name + ".MAX",
                        name + ": public abstract class extends java.lang.Object");
    }
}

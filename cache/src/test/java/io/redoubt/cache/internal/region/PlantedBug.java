package io.redoubt.cache.internal.region;

import static org.assertj.core.api.Assertions.assertThat;

import io.redoubt.cache.internal.near.ChangeClock;
import io.redoubt.test.process.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import javax.tools.ToolProvider;

/**
 * Bug in a class of the product: a replacement in its source code. Tests that must find such a bug run the changed
 * class in a process of its own. Immutable.
 *
 * @param code the code that is right, which the class contains once
 * @param bug the code in its place
 */
record PlantedBug(Class<?> in, String code, String bug) {

    /** Returns the bug that a value is kept although it may have changed since its read began. */
    static PlantedBug fillWithoutCheck() {
        return new PlantedBug(
                ChangeClock.class,
                "return changes.isUnchangedSince(entry, since) && lastChangeOfAll.get() <= since;",
                "return true;");
    }

    /** Compiles the class with the bug into a directory, which must exist. Returns the directory. */
    Path compiledTo(Path directory) {
        String name = in.getName().replace('.', '/') + ".java";
        try {
            String source = Files.readString(Path.of("src/main/java", name));
            assertThat(source).containsOnlyOnce(code);
            Path changed = directory.resolve(in.getSimpleName() + ".java");
            Files.writeString(changed, source.replace(code, bug));
            int result = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "the tests need a JDK")
                    .run(null, null, null, "-d", directory.toString(), "-cp", ChildJvm.classPath(), changed.toString());
            assertThat(result).as("compilation of " + changed).isZero();
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

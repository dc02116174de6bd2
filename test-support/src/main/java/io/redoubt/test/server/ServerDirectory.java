package io.redoubt.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Temporary directory of one test server, which is deleted together with the server. */
record ServerDirectory(Path path) {

    static ServerDirectory create() {
        try {
            ServerDirectory directory = new ServerDirectory(Files.createTempDirectory(OrphanReaper.DIRECTORY_PREFIX));
            OrphanReaper.recordOwner(directory.path);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException("No temporary directory for a server", e);
        }
    }

    Path file(String name) {
        return path.resolve(name);
    }

    void delete() {
        try (Stream<Path> tree = Files.walk(path)) {
            List<Path> leavesFirst = tree.sorted(Comparator.reverseOrder()).toList();
            for (Path file : leavesFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throwUnlessDeleted(e, e);
        } catch (UncheckedIOException e) {
            throwUnlessDeleted(e, e.getCause());
        }
    }

    /**
     * Throws, unless the file had already been deleted. A directory may be deleted twice, even concurrently: by
     * the test that closes its server, and by the shutdown of the JVM.
     */
    private void throwUnlessDeleted(Exception e, @Nullable Throwable reason) {
        if (!(reason instanceof NoSuchFileException)) {
            throw new IllegalStateException("Cannot remove " + path, e);
        }
    }
}

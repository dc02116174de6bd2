package io.redoubt.tck.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A temporary directory that belongs to one server and goes with it. */
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

    /** It may be deleted twice, even at once: by the test that closes its server, and by the JVM that ends. */
    private void throwUnlessDeleted(Exception e, @Nullable Throwable reason) {
        if (!(reason instanceof NoSuchFileException)) {
            throw new IllegalStateException("Cannot remove " + path, e);
        }
    }
}

package io.redoubt.test.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Utility class that extracts a bundled server executable to a temporary file and verifies its checksum. The file
 * becomes executable only afterwards.
 */
final class BinaryExtractor {

    private BinaryExtractor() {}

    /**
     * Returns the executable file, which is deleted with the JVM. Throws IllegalStateException if the checksum
     * differs.
     */
    static Path extract(InputStream in, String name, String expectedSha256) throws IOException {
        Path directory = Files.createTempDirectory(OrphanReaper.DIRECTORY_PREFIX + "binary-");
        Path binary = directory.resolve("redis-server");
        Path ownerFile = OrphanReaper.recordOwner(directory);
        // In this order, since the JVM deletes the file registered last first.
        directory.toFile().deleteOnExit();
        binary.toFile().deleteOnExit();
        ownerFile.toFile().deleteOnExit();
        MessageDigest digest = sha256();
        Files.copy(new DigestInputStream(in, digest), binary, StandardCopyOption.REPLACE_EXISTING);
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!actual.equals(expectedSha256)) {
            Files.delete(binary);
            throw new IllegalStateException(
                    "The server binary /" + name + " was refused: its sha256 is " + actual + " and not "
                            + expectedSha256 + ". Fetch its jar anew, or set " + EnvironmentBinarySource.VARIABLE);
        }
        Files.setPosixFilePermissions(binary, PosixFilePermissions.fromString("rwx------"));
        return binary;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }
}

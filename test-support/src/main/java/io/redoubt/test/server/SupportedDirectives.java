package io.redoubt.test.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Utility class that tells whether a server binary is recent enough for a configuration directive. Only then is the
 * directive written to the configuration: older servers neither know nor need some of them.
 */
final class SupportedDirectives {

    /** The first major version that knows a directive. Before version 7 every client may send DEBUG. */
    private static final Map<String, Integer> SINCE = Map.of("enable-debug-command", 7, "shutdown-timeout", 7);

    private static final Pattern MAJOR = Pattern.compile(" v=(\\d+)\\.");
    private static final long TIMEOUT_SECONDS = 60;
    private static final Map<Path, Integer> MAJOR_VERSIONS = new ConcurrentHashMap<>();

    private SupportedDirectives() {}

    static boolean supports(Path binary, ConfigDirective directive) {
        int since = SINCE.getOrDefault(directive.name(), 0);
        return since == 0 || MAJOR_VERSIONS.computeIfAbsent(binary, SupportedDirectives::readMajorVersion) >= since;
    }

    private static int readMajorVersion(Path binary) {
        try {
            Process process = new ProcessBuilder(binary.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher matcher = MAJOR.matcher(output);
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || !matcher.find()) {
                process.destroyForcibly();
                throw new IllegalStateException(binary + " --version said: " + output);
            }
            return Integer.parseInt(matcher.group(1));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + binary + " --version", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while " + binary + " told its version", e);
        }
    }
}

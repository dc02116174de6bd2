package io.redoubt.test.server;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Strategy that starts test servers with a Redis or Valkey binary found on the PATH. Prefers {@code redis-server} to
 * {@code valkey-server}.
 */
record PathBinarySource(ServerSearchEnvironment inputs) implements ServerSource {

    private static final List<String> NAMES = List.of("redis-server", "valkey-server");

    @Override
    public String description() {
        return "PATH";
    }

    @Override
    public SearchResult search() {
        String path = inputs.environment().getOrDefault("PATH", "");
        for (String name : NAMES) {
            for (String directory :
                    Pattern.compile(File.pathSeparator, Pattern.LITERAL).split(path, -1)) {
                Path binary = Path.of(directory, name);
                if (!directory.isEmpty() && Files.isRegularFile(binary) && Files.isExecutable(binary)) {
                    return new SearchResult.Found(new BinaryLauncher(binary), name + " on the PATH: " + binary);
                }
            }
        }
        return new SearchResult.NotFound("neither redis-server nor valkey-server in " + path);
    }
}

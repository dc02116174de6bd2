package io.redoubt.test.server;

import io.redoubt.test.server.ServerSource.SearchResult;
import java.util.List;
import java.util.StringJoiner;

/**
 * Locator that finds a way to start a Redis server for tests, such as a binary on the PATH or Docker. Fails if there is
 * no server: tests are never skipped for lack of one.
 */
record ServerSearch(List<ServerSource> sources) {

    static ServerSearch of(ServerSearchEnvironment inputs) {
        return new ServerSearch(List.of(
                new ConfiguredImageSource(inputs),
                new EnvironmentBinarySource(inputs),
                new BundledBinarySource(inputs),
                new PathBinarySource(inputs),
                new PinnedImageSource(inputs)));
    }

    /** Returns the server of the first source that has one. */
    SearchResult.Found find() {
        StringJoiner tried = new StringJoiner("\n");
        for (ServerSource source : sources) {
            SearchResult result = source.search();
            if (result instanceof SearchResult.Found found) {
                return found;
            }
            tried.add(" - " + source.description() + ": " + ((SearchResult.NotFound) result).reason());
        }
        throw new IllegalStateException("""
                No Redis or Valkey server for the tests. Tried, in this order:
                %s
                What to do, one of these: add org.signal:embedded-redis:0.9.1 to the dependencies of the tests, which \
                brings a binary for Linux and macOS; put redis-server or valkey-server on the PATH; set \
                %s=/path/to/redis-server; or add org.testcontainers:testcontainers and start Docker.""".formatted(tried, EnvironmentBinarySource.VARIABLE));
    }
}

package io.redoubt.test.server;

/** Strategy that starts test servers as containers of one fixed Redis image; available if Docker is running. */
record PinnedImageSource(ServerSearchEnvironment inputs) implements ServerSource {

    private static final String IMAGE = "redis:7.2-alpine";

    @Override
    public String description() {
        return "Docker";
    }

    @Override
    public SearchResult search() {
        if (!inputs.docker().getAsBoolean()) {
            return new SearchResult.NotFound(
                    "does not answer, or org.testcontainers:testcontainers is not on the class path");
        }
        return new SearchResult.Found(new ContainerLauncher(IMAGE), "container " + IMAGE);
    }
}

package io.redoubt.test.server;

/** Strategy that starts test servers as containers of the image that a system property names. */
record ConfiguredImageSource(ServerSearchEnvironment inputs) implements ServerSource {

    static final String PROPERTY = "redoubt.redis.image";

    @Override
    public String description() {
        return "system property " + PROPERTY;
    }

    @Override
    public SearchResult search() {
        String image = inputs.properties().get(PROPERTY);
        if (image == null || image.isBlank()) {
            return new SearchResult.NotFound("not set");
        }
        if (!inputs.docker().getAsBoolean()) {
            throw new IllegalStateException("-D" + PROPERTY + "=" + image
                    + " asks for a container, but Docker does not answer, or"
                    + " org.testcontainers:testcontainers is not on the class path: mend that, or drop the property");
        }
        return new SearchResult.Found(new ContainerLauncher(image), "container " + image);
    }
}

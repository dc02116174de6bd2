package io.redoubt.tck.server;

/** The container image that the system property names. */
record ForcedImage(SearchInputs inputs) implements ServerSource {

    static final String PROPERTY = "redoubt.redis.image";

    @Override
    public String place() {
        return "system property " + PROPERTY;
    }

    @Override
    public Sighting look() {
        String image = inputs.properties().get(PROPERTY);
        if (image == null || image.isBlank()) {
            return new Sighting.Nothing("not set");
        }
        if (!inputs.docker().getAsBoolean()) {
            throw new IllegalStateException("-D" + PROPERTY + "=" + image
                    + " asks for a container, but Docker does not answer: start Docker or drop the property");
        }
        return new Sighting.Found(new ContainerLauncher(image), "container " + image);
    }
}

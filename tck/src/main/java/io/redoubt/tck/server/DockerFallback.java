package io.redoubt.tck.server;

/** A container of a pinned image, where Docker runs. */
record DockerFallback(SearchInputs inputs) implements ServerSource {

    private static final String IMAGE = "redis:7.2-alpine";

    @Override
    public String place() {
        return "Docker";
    }

    @Override
    public Sighting look() {
        if (!inputs.docker().getAsBoolean()) {
            return new Sighting.Nothing("does not answer");
        }
        return new Sighting.Found(new ContainerLauncher(IMAGE), "container " + IMAGE);
    }
}

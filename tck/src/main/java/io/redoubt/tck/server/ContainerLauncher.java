package io.redoubt.tck.server;

/** Starts containers of one image, Redis or Valkey. */
record ContainerLauncher(String image) implements ServerLauncher {

    @Override
    public RunningServer launch(ServerOptions options) {
        ServerContainer run = ServerContainer.start(image, options);
        try {
            ReadinessCheck.await(run, options.login());
            return run;
        } catch (IllegalStateException e) {
            run.stop();
            throw e;
        }
    }
}

package io.redoubt.test.server;

/** Launcher that starts test servers as containers, all from the same Redis or Valkey image. */
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

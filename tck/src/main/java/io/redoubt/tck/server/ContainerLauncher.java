package io.redoubt.tck.server;

/** Starts containers of one image, Redis or Valkey. */
record ContainerLauncher(String image) implements ServerLauncher {

    @Override
    public ServerRun launch(ServerOptions options) {
        ContainerRun run = ContainerRun.start(image, options);
        try {
            Readiness.await(run, options.login());
            return run;
        } catch (IllegalStateException e) {
            run.stop();
            throw e;
        }
    }
}

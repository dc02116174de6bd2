package io.redoubt.test.server;

import io.redoubt.test.net.ReservedLoopbackPort;
import java.nio.file.Path;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Launcher that starts test servers as local processes, all from the same binary. */
record BinaryLauncher(Path binary) implements ServerLauncher {

    private static final int ATTEMPTS = 5;
    /** Error text of glibc, the BSDs and musl for a port that is already in use. */
    private static final Pattern PORT_TAKEN = Pattern.compile("Address (?:already )?in use");

    @Override
    public RunningServer launch(ServerOptions options) {
        return launch(options, options.kind()::takePort);
    }

    RunningServer launch(ServerOptions options, Supplier<ReservedLoopbackPort> ports) {
        for (int attempt = 1; ; attempt++) {
            ServerProcess run = ServerRegistry.ofThisJvm().start(() -> ServerProcess.start(binary, options, ports));
            try {
                ReadinessCheck.await(run, options.login());
                return run;
            } catch (IllegalStateException e) {
                // Another program may have bound the port between the check that it is free and the server's bind.
                boolean portLost =
                        options.port() == 0 && PORT_TAKEN.matcher(run.logTail()).find();
                run.stop();
                if (!portLost || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}

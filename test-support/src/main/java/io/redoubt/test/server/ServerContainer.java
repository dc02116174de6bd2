package io.redoubt.test.server;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import io.redoubt.test.process.Signal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/** Test server that runs in a container and publishes its ports on the loopback address only. */
final class ServerContainer implements RunningServer {

    private static final int PORT = 6379;
    private static final int TLS_PORT = 6380;
    private static final String CONF = "/tmp/redoubt.conf";
    private static final int READABLE_BY_ALL = 0644;

    private final GenericContainer<?> container;
    private final boolean hasTls;

    private ServerContainer(GenericContainer<?> container, boolean hasTls) {
        this.container = container;
        this.hasTls = hasTls;
    }

    static ServerContainer start(String image, ServerOptions options) {
        List<ConfigDirective> lines = new ArrayList<>();
        lines.add(ConfigDirective.of("bind", "0.0.0.0"));
        lines.add(ConfigDirective.of("protected-mode", "no"));
        lines.addAll(ServerConfigFactory.of(options, PORT, TLS_PORT));
        // The images' entry point starts the server, whatever its name, if its argument ends in ".conf".
        @SuppressWarnings("resource") // closed by stop()
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image))
                .withExposedPorts(PORT, TLS_PORT)
                .withCopyToContainer(Transferable.of(ConfigDirective.file(lines)), CONF)
                .withCreateContainerCmdModifier(create -> publish(create, options.port()))
                .withCommand(CONF);
        CertificateFiles tls = options.tls();
        if (tls != null) {
            copy(container, tls.certificate());
            copy(container, tls.key());
        }
        container.start();
        return new ServerContainer(container, tls != null);
    }

    @Override
    public String host() {
        return container.getHost();
    }

    @Override
    public int port() {
        return container.getMappedPort(PORT);
    }

    @Override
    public int tlsPort() {
        return hasTls ? container.getMappedPort(TLS_PORT) : 0;
    }

    @Override
    public boolean isAlive() {
        return container.isRunning();
    }

    @Override
    public boolean confirmProcessId(long processId) {
        return true;
    }

    @Override
    public void signal(Signal signal) {
        throw unsupported("signals");
    }

    @Override
    public RunningServer restart(Consumer<ServerResources> change) {
        throw unsupported("restarts");
    }

    @Override
    public void stop() {
        container.stop();
    }

    @Override
    public String logTail() {
        return container.getLogs();
    }

    private UnsupportedOperationException unsupported(String what) {
        return new UnsupportedOperationException("This test " + what + " the server's process, and "
                + container.getDockerImageName() + " is a container: run it on a server binary");
    }

    private static void copy(GenericContainer<?> container, Path file) {
        container.withCopyFileToContainer(MountableFile.forHostPath(file, READABLE_BY_ALL), file.toString());
    }

    private static void publish(CreateContainerCmd create, int fixedPort) {
        Ports.Binding first = fixedPort == 0
                ? Ports.Binding.bindIp("127.0.0.1")
                : Ports.Binding.bindIpAndPort("127.0.0.1", fixedPort);
        HostConfig host = Objects.requireNonNull(create.getHostConfig());
        host.withPortBindings(
                new PortBinding(first, new ExposedPort(PORT)),
                new PortBinding(Ports.Binding.bindIp("127.0.0.1"), new ExposedPort(TLS_PORT)));
    }
}

package io.redoubt.test.server;

import java.util.ArrayList;
import java.util.List;

/**
 * Utility class that creates the Redis configuration of a test server, including ports and TLS settings. It switches
 * persistence off and adds the directives of the {@link ServerOptions}.
 */
final class ServerConfigFactory {

    private ServerConfigFactory() {}

    static List<ConfigDirective> of(ServerOptions options, int port, int tlsPort) {
        List<ConfigDirective> lines = new ArrayList<>();
        lines.add(ConfigDirective.of("port", port));
        lines.add(ConfigDirective.of("save", ""));
        lines.add(ConfigDirective.of("appendonly", "no"));
        CertificateFiles tls = options.tls();
        if (tls != null) {
            lines.add(ConfigDirective.of("tls-port", tlsPort));
            lines.add(ConfigDirective.of("tls-cert-file", tls.certificate()));
            lines.add(ConfigDirective.of("tls-key-file", tls.key()));
            lines.add(ConfigDirective.of("tls-ca-cert-file", tls.certificate()));
            lines.add(ConfigDirective.of("tls-auth-clients", "no"));
        }
        lines.addAll(options.directives());
        return lines;
    }
}

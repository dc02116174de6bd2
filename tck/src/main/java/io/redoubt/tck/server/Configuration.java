package io.redoubt.tck.server;

import java.util.ArrayList;
import java.util.List;

/** The configuration that every test server has: nothing kept on disk, and what its options add. */
final class Configuration {

    private Configuration() {}

    static List<Directive> of(ServerOptions options, int port, int tlsPort) {
        List<Directive> lines = new ArrayList<>();
        lines.add(Directive.of("port", port));
        lines.add(Directive.of("save", ""));
        lines.add(Directive.of("appendonly", "no"));
        PemFiles tls = options.tls();
        if (tls != null) {
            lines.add(Directive.of("tls-port", tlsPort));
            lines.add(Directive.of("tls-cert-file", tls.certificate()));
            lines.add(Directive.of("tls-key-file", tls.key()));
            lines.add(Directive.of("tls-ca-cert-file", tls.certificate()));
            lines.add(Directive.of("tls-auth-clients", "no"));
        }
        lines.addAll(options.directives());
        return lines;
    }
}

package io.redoubt.jedis;

import io.redoubt.redis.Node;
import io.redoubt.redis.TlsSettings;
import io.redoubt.redis.spi.DriverException;
import io.redoubt.redis.spi.DriverException.Kind;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Factory of TLS sockets over connected sockets, which verifies the server's certificate and host name.
 * Thread-safe.
 */
record TlsSockets(TlsSettings settings) {

    /**
     * Returns the TLS context for the next connection.
     *
     * @throws DriverException if a file that the settings name cannot be read
     */
    SSLContext context() {
        try {
            return settings.context();
        } catch (RuntimeException e) {
            throw DriverException.notExecuted(Kind.ACCESS_DENIED, String.valueOf(e.getMessage()), e);
        }
    }

    /** Negotiates TLS over a connected socket. */
    static Socket over(Socket plain, Node node, SSLContext context) throws IOException {
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(plain, node.host(), node.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        // HTTPS rules verify that the certificate names the host; without them any trusted certificate would be
        // accepted.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}

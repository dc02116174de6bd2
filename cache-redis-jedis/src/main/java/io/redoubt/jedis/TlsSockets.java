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

/** Factory of TLS sockets over connected ones, which verifies the server's certificate and host name. Thread-safe. */
record TlsSockets(TlsSettings settings) {

    /**
     * The context for the next connection.
     *
     * @throws DriverException if what the settings name cannot be read
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
        // The rules by which a certificate names its host are those of HTTPS; without this, any trusted one would do.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}

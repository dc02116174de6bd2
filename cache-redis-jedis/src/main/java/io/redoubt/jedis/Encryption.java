package io.redoubt.jedis;

import io.redoubt.redis.spi.Node;
import io.redoubt.redis.spi.TlsSettings;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Puts TLS over connected sockets, and verifies the server's certificate and host name. Immutable, thread-safe.
 */
final class Encryption {

    private final SSLSocketFactory sockets;

    private Encryption(SSLSocketFactory sockets) {
        this.sockets = sockets;
    }

    /**
     * Encryption as the settings want it.
     *
     * @throws IllegalArgumentException if the trusted certificates cannot be read
     */
    static Encryption of(TlsSettings settings) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, settings.trustManagers().getTrustManagers(), null);
            return new Encryption(context.getSocketFactory());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    /** Shakes hands with a server over a socket that is connected to it. */
    Socket over(Socket plain, Node node) throws IOException {
        SSLSocket socket = (SSLSocket) sockets.createSocket(plain, node.host(), node.port(), true);
        SSLParameters parameters = socket.getSSLParameters();
        // The rules by which a certificate names its host are those of HTTPS; without this, any trusted one would do.
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }
}

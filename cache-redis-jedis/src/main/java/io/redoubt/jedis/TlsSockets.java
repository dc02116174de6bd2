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
 * Factory of TLS sockets over connected ones, which verifies the server's certificate and host name. Immutable,
 * thread-safe.
 */
final class TlsSockets {

    private final SSLSocketFactory sockets;

    private TlsSockets(SSLSocketFactory sockets) {
        this.sockets = sockets;
    }

    /**
     * Sockets that trust what the settings say.
     *
     * @throws IllegalArgumentException if the trusted certificates cannot be read
     */
    static TlsSockets of(TlsSettings settings) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, settings.trustManagers().getTrustManagers(), null);
            return new TlsSockets(context.getSocketFactory());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has TLS", e);
        }
    }

    /** Negotiates TLS over a connected socket. */
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

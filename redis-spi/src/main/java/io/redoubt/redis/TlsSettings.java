package io.redoubt.redis;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Settings of TLS connections: the trusted certificate authorities and the client certificate. The server's host name
 * is always verified. Immutable, thread-safe. {@link #toString()} never shows a password.
 *
 * <p>Before each connection the files are checked, and those that have changed are read again. Renewed certificates
 * therefore take effect with the next connection, without a restart.
 */
public final class TlsSettings {

    private final TlsContexts contexts;

    private TlsSettings(TlsContexts contexts) {
        this.contexts = contexts;
    }

    /** Returns settings that trust the authorities that the JVM trusts. */
    public static TlsSettings systemTrust() {
        return new TlsSettings(new ReloadingTlsContexts(null, null));
    }

    /** Returns settings that trust only the authorities in a PEM file. */
    public static TlsSettings trusting(Path pemFile) {
        return new TlsSettings(new ReloadingTlsContexts(Objects.requireNonNull(pemFile, "pemFile"), null));
    }

    /** Returns settings that use a given context, with its trusted authorities and its client certificate. */
    public static TlsSettings using(SSLContext context) {
        Objects.requireNonNull(context, "context");
        return new TlsSettings(new SuppliedContexts(context, () -> context));
    }

    /**
     * Returns settings that use contexts from a supplier, which may replace them.
     *
     * @param contexts called before each connection, on the connecting thread; must not block
     */
    public static TlsSettings using(Supplier<SSLContext> contexts) {
        Objects.requireNonNull(contexts, "contexts");
        return new TlsSettings(new SuppliedContexts(contexts, contexts));
    }

    /**
     * Returns settings that present a client certificate.
     *
     * @param certificates a PEM file with the client's certificate, followed by the certificates that lead to its
     *     authority
     * @param privateKey a PEM file with the private key, in PKCS #8 and not encrypted
     * @throws IllegalArgumentException if these settings use a given context
     */
    public TlsSettings clientCertificate(Path certificates, Path privateKey) {
        return new TlsSettings(
                contexts.withClientCertificate(new ClientCertificateSource.Pem(certificates, privateKey)));
    }

    /**
     * Returns settings that present a client certificate from a key store with one private key.
     *
     * @param pkcs12 a PKCS #12 file
     * @param password the password of the file and of the key in it
     * @throws IllegalArgumentException if these settings use a given context
     */
    public TlsSettings clientKeyStore(Path pkcs12, String password) {
        return new TlsSettings(contexts.withClientCertificate(new ClientCertificateSource.Pkcs12(pkcs12, password)));
    }

    /**
     * Returns the context for the next connection.
     *
     * @throws IllegalArgumentException if a file cannot be read or does not have the expected content; the message
     *     names it
     */
    public SSLContext context() {
        return contexts.current();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TlsSettings that && contexts.equals(that.contexts);
    }

    @Override
    public int hashCode() {
        return contexts.hashCode();
    }

    @Override
    public String toString() {
        return "TlsSettings[" + contexts + "]";
    }

    /** Source of TLS contexts. Thread-safe. Sources are equal if they were created from equal inputs. */
    sealed interface TlsContexts permits ReloadingTlsContexts, SuppliedContexts {

        SSLContext current();

        TlsContexts withClientCertificate(ClientCertificateSource certificate);
    }

    /**
     * Source of TLS contexts that are created elsewhere.
     *
     * @param identity the object by which sources are compared
     */
    private record SuppliedContexts(Object identity, Supplier<SSLContext> supplier) implements TlsContexts {

        @Override
        public SSLContext current() {
            return Objects.requireNonNull(supplier.get(), "the supplier of TLS contexts returned null");
        }

        @Override
        public TlsContexts withClientCertificate(ClientCertificateSource certificate) {
            throw new IllegalArgumentException(
                    "these settings use a given SSLContext: put the client certificate into that");
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof SuppliedContexts that && identity == that.identity;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(identity);
        }

        @Override
        public String toString() {
            return "given context";
        }
    }
}

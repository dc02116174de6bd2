package io.redoubt.redis;

import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * TLS settings: which authorities are trusted, and the certificate by which servers know the client. The server's host name
 * is always verified. Immutable, thread-safe. {@link #toString()} never shows a password.
 *
 * <p>Before each connection the files are looked at, and those that have changed are read again. So renewed certificates take
 * effect without a restart, with the next connection.
 */
public final class TlsSettings {

    private final TlsContexts contexts;

    private TlsSettings(TlsContexts contexts) {
        this.contexts = contexts;
    }

    /** Trusts the authorities that the JVM trusts. */
    public static TlsSettings systemTrust() {
        return new TlsSettings(new ReloadingTlsContexts(null, null));
    }

    /** Trusts the authorities in a PEM file, and no others. */
    public static TlsSettings trusting(Path pemFile) {
        return new TlsSettings(new ReloadingTlsContexts(Objects.requireNonNull(pemFile, "pemFile"), null));
    }

    /** Uses a context that is made elsewhere, with its trust and its client certificate. */
    public static TlsSettings using(SSLContext context) {
        Objects.requireNonNull(context, "context");
        return new TlsSettings(new SuppliedContexts(context, () -> context));
    }

    /**
     * Uses a context that is made elsewhere and may be replaced there.
     *
     * @param contexts asked before each connection, on the thread that connects; must not block
     */
    public static TlsSettings using(Supplier<SSLContext> contexts) {
        Objects.requireNonNull(contexts, "contexts");
        return new TlsSettings(new SuppliedContexts(contexts, contexts));
    }

    /**
     * Shows servers a client certificate.
     *
     * @param certificates a PEM file with the client's certificate, followed by those that lead to its authority
     * @param privateKey a PEM file with its private key, in PKCS #8 and not encrypted
     * @throws IllegalStateException if these settings use a context that is made elsewhere
     */
    public TlsSettings clientCertificate(Path certificates, Path privateKey) {
        return new TlsSettings(contexts.withClientCertificate(new ClientCertificateSource.Pem(certificates, privateKey)));
    }

    /**
     * Shows servers a client certificate from a key store with one private key.
     *
     * @param pkcs12 a PKCS #12 file
     * @param password of the file and of the key in it
     * @throws IllegalStateException if these settings use a context that is made elsewhere
     */
    public TlsSettings clientKeyStore(Path pkcs12, String password) {
        return new TlsSettings(contexts.withClientCertificate(new ClientCertificateSource.Pkcs12(pkcs12, password)));
    }

    /**
     * The context for the next connection.
     *
     * @throws IllegalArgumentException if a file cannot be read or does not hold what it should; the message names it
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

    /** Source of TLS contexts. Thread-safe; compared by what it was made from. */
    sealed interface TlsContexts permits ReloadingTlsContexts, SuppliedContexts {

        SSLContext current();

        TlsContexts withClientCertificate(ClientCertificateSource certificate);
    }

    /**
     * Contexts that are made elsewhere.
     *
     * @param identity what they are compared by
     */
    private record SuppliedContexts(Object identity, Supplier<SSLContext> supplier) implements TlsContexts {

        @Override
        public SSLContext current() {
            return Objects.requireNonNull(supplier.get(), "the supplier of TLS contexts returned null");
        }

        @Override
        public TlsContexts withClientCertificate(ClientCertificateSource certificate) {
            throw new IllegalStateException(
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

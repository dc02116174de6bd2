package io.redoubt.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Factory that creates an {@link SSLContext} from certificate files, and creates a new one when the files have changed.
 * Thread-safe.
 */
final class ReloadingTlsContexts implements TlsSettings.TlsContexts {

    /** Context with the state of the files from which it was created. */
    private record CachedContext(SSLContext context, List<Object> fileStates) {}

    private final @Nullable Path trustFile;
    private final @Nullable ClientCertificateSource clientCertificate;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable CachedContext cached;

    /**
     * Creates a source.
     *
     * @param trustFile a PEM file with the trusted authorities, or null for those of the JVM
     * @param clientCertificate the client's certificate, or null for none
     */
    ReloadingTlsContexts(@Nullable Path trustFile, @Nullable ClientCertificateSource clientCertificate) {
        this.trustFile = trustFile;
        this.clientCertificate = clientCertificate;
    }

    @Override
    public TlsSettings.TlsContexts withClientCertificate(ClientCertificateSource certificate) {
        return new ReloadingTlsContexts(trustFile, certificate);
    }

    @Override
    public SSLContext current() {
        lock.lock();
        try {
            // The state is taken before the files are read, so that a change during reading leads to another read
            // next time.
            List<Object> fileStates = fileStates();
            CachedContext current = cached;
            if (current == null || !current.fileStates().equals(fileStates)) {
                current = new CachedContext(createContext(), fileStates);
                cached = current;
            }
            return current.context();
        } finally {
            lock.unlock();
        }
    }

    private SSLContext createContext() {
        TrustManager[] trust = trustManagers();
        KeyManager[] keys = clientCertificate == null ? null : clientCertificate.keyManagers();
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("no TLS context can be made of " + this + ": " + e.getMessage(), e);
        }
    }

    private TrustManager[] trustManagers() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trustFile == null ? null : trustStore(trustFile));
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "cannot read trusted certificates from " + trustFile + ": it must be a readable PEM file", e);
        }
    }

    private static KeyStore trustStore(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : PemReader.certificates(file)) {
            store.setCertificateEntry("trusted-" + number++, certificate);
        }
        return store;
    }

    /**
     * Returns the attributes by which changes of the files are detected. A missing file is reported when it is
     * read.
     */
    private List<Object> fileStates() {
        List<Object> fileStates = new ArrayList<>();
        List<Path> files = new ArrayList<>(clientCertificate == null ? List.of() : clientCertificate.files());
        if (trustFile != null) {
            files.add(trustFile);
        }
        for (Path file : files) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                fileStates.add(attributes.lastModifiedTime());
                fileStates.add(attributes.size());
                fileStates.add(String.valueOf(attributes.fileKey()));
            } catch (IOException e) {
                fileStates.add("unreadable");
            }
        }
        return fileStates;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ReloadingTlsContexts that
                && Objects.equals(trustFile, that.trustFile)
                && Objects.equals(clientCertificate, that.clientCertificate);
    }

    @Override
    public int hashCode() {
        return Objects.hash(trustFile, clientCertificate);
    }

    @Override
    public String toString() {
        return "trust " + (trustFile == null ? "of the JVM" : trustFile)
                + (clientCertificate == null ? "" : ", client " + clientCertificate);
    }
}

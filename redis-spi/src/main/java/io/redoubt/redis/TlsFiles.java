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

/** Source of TLS contexts from files, which are read again when they have changed. Thread-safe. */
final class TlsFiles implements TlsSettings.TlsContexts {

    /** Context and the state of the files that it was made from. */
    private record Made(SSLContext context, List<Object> state) {}

    private final @Nullable Path trusted;
    private final @Nullable ClientKey key;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Made last;

    /**
     * Contexts from files.
     *
     * @param trusted a PEM file with the authorities to trust, or null for those of the JVM
     * @param key the client's certificate, or null for none
     */
    TlsFiles(@Nullable Path trusted, @Nullable ClientKey key) {
        this.trusted = trusted;
        this.key = key;
    }

    @Override
    public TlsSettings.TlsContexts with(ClientKey other) {
        return new TlsFiles(trusted, other);
    }

    @Override
    public SSLContext next() {
        lock.lock();
        try {
            // Before they are read: what changes meanwhile is read again next time.
            List<Object> state = state();
            Made made = last;
            if (made == null || !made.state().equals(state)) {
                made = new Made(make(), state);
                last = made;
            }
            return made.context();
        } finally {
            lock.unlock();
        }
    }

    private SSLContext make() {
        TrustManager[] trust = trustManagers();
        KeyManager[] keys = key == null ? null : key.managers();
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
            factory.init(trusted == null ? null : trustStore(trusted));
            return factory.getTrustManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "cannot read trusted certificates from " + trusted + ": it must be a readable PEM file", e);
        }
    }

    private static KeyStore trustStore(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        int number = 0;
        for (Certificate certificate : PemFile.certificates(file)) {
            store.setCertificateEntry("trusted-" + number++, certificate);
        }
        return store;
    }

    /** What tells whether the files are those of before; a file that is missing is found out by reading it. */
    private List<Object> state() {
        List<Object> state = new ArrayList<>();
        List<Path> files = new ArrayList<>(key == null ? List.of() : key.files());
        if (trusted != null) {
            files.add(trusted);
        }
        for (Path file : files) {
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                state.add(attributes.lastModifiedTime());
                state.add(attributes.size());
                state.add(String.valueOf(attributes.fileKey()));
            } catch (IOException e) {
                state.add("unreadable");
            }
        }
        return state;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TlsFiles that && Objects.equals(trusted, that.trusted) && Objects.equals(key, that.key);
    }

    @Override
    public int hashCode() {
        return Objects.hash(trusted, key);
    }

    @Override
    public String toString() {
        return "trust " + (trusted == null ? "of the JVM" : trusted) + (key == null ? "" : ", client " + key);
    }
}

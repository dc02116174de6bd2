package io.redoubt.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/**
 * Location and format of a TLS client certificate with its private key: two PEM files, or one PKCS #12 file. Immutable.
 */
sealed interface ClientCertificateSource {

    /** Returns the files that are read. */
    List<Path> files();

    /** Loads a key store that contains certificate and key. */
    KeyStore loadKeyStore() throws GeneralSecurityException, IOException;

    /** Returns the password of the key in the key store. */
    char[] password();

    /**
     * Returns the key managers that present the certificate.
     *
     * @throws IllegalArgumentException if a file cannot be read or does not have the expected content
     */
    default KeyManager[] keyManagers() {
        try {
            KeyStore store = loadKeyStore();
            boolean hasPrivateKey = false;
            for (String alias : Collections.list(store.aliases())) {
                hasPrivateKey |= store.isKeyEntry(alias);
            }
            if (!hasPrivateKey) {
                throw new GeneralSecurityException("no private key in it");
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, password());
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("cannot read the client certificate " + this + ": " + e.getMessage(), e);
        }
    }

    /** Certificate chain and private key in PEM files. */
    record Pem(Path certificates, Path privateKey) implements ClientCertificateSource {

        private static final char[] IN_MEMORY_PASSWORD = {'-'};

        public Pem {
            Objects.requireNonNull(certificates, "certificates");
            Objects.requireNonNull(privateKey, "privateKey");
        }

        @Override
        public List<Path> files() {
            return List.of(certificates, privateKey);
        }

        @Override
        public KeyStore loadKeyStore() throws GeneralSecurityException, IOException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            Certificate[] chain = PemReader.certificates(certificates).toArray(new Certificate[0]);
            store.setKeyEntry("client", PemReader.privateKey(privateKey), IN_MEMORY_PASSWORD, chain);
            return store;
        }

        @Override
        public char[] password() {
            return IN_MEMORY_PASSWORD.clone();
        }

        @Override
        public String toString() {
            return certificates + " with key " + privateKey;
        }
    }

    /** Certificate and private key in a PKCS #12 file. */
    record Pkcs12(Path file, String keyPassword) implements ClientCertificateSource {

        public Pkcs12 {
            Objects.requireNonNull(file, "pkcs12");
            Objects.requireNonNull(keyPassword, "password");
        }

        @Override
        public List<Path> files() {
            return List.of(file);
        }

        @Override
        public KeyStore loadKeyStore() throws GeneralSecurityException, IOException {
            KeyStore store = KeyStore.getInstance("PKCS12");
            try (InputStream content = Files.newInputStream(file)) {
                store.load(content, password());
            }
            return store;
        }

        @Override
        public char[] password() {
            return keyPassword.toCharArray();
        }

        @Override
        public String toString() {
            return file.toString();
        }
    }
}

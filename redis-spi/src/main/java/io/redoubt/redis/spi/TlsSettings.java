package io.redoubt.redis.spi;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates to trust. The server's host name is verified always. Immutable, thread-safe.
 *
 * @param trustedCertificates a PEM file with the certificates of the authorities to trust, or null for those of the JVM
 */
public record TlsSettings(@Nullable Path trustedCertificates) {

    /** Trusts what the JVM trusts. */
    public static TlsSettings systemTrust() {
        return new TlsSettings(null);
    }

    /** Trusts the authorities in a PEM file, and no others. */
    public static TlsSettings trusting(Path pemFile) {
        return new TlsSettings(pemFile);
    }

    /**
     * The trust for a TLS context.
     *
     * @throws IllegalArgumentException if the file cannot be read or holds no certificate
     */
    public TrustManagerFactory trustManagers() {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trustedCertificates == null ? null : keyStore(trustedCertificates));
            return factory;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException(
                    "cannot read trusted certificates from " + trustedCertificates + ": it must be a readable PEM file",
                    e);
        }
    }

    private static KeyStore keyStore(Path file) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        byte[] content = Files.readAllBytes(file);
        Collection<? extends Certificate> certificates =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(content));
        // Newer JDKs pass over one that is cut off, and would trust fewer authorities without a word.
        long begun = new String(content, StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.strip().equals("-----BEGIN CERTIFICATE-----"))
                .count();
        if (begun > certificates.size()) {
            throw new GeneralSecurityException(
                    "only " + certificates.size() + " of " + begun + " certificates can be read in " + file);
        }
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("no certificate in " + file);
        }
        int number = 0;
        for (Certificate certificate : certificates) {
            store.setCertificateEntry("trusted-" + number++, certificate);
        }
        return store;
    }
}

package io.redoubt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.redoubt.api.ConfigurationException;
import io.redoubt.redis.TlsSettings;
import io.redoubt.test.server.CertificateFiles;
import io.redoubt.test.server.TestCertificates;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The variables of TLS")
final class TlsVariablesTest {

    private static final String PASSWORD = "s3cr3t";

    private final Path certificate;
    private final Path key;
    private final Path store;

    TlsVariablesTest(@TempDir Path directory) throws Exception {
        CertificateFiles pem = TestCertificates.forLoopback(directory);
        certificate = pem.certificate();
        key = pem.key();
        store = directory.resolve("client-store.p12");
    }

    @BeforeEach
    void writeStore() throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        keys.load(null, null);
        String base64 = Files.readString(key).replaceAll("-----[A-Z ]+-----|\\s", "");
        try (InputStream in = Files.newInputStream(certificate)) {
            Certificate[] chain = {CertificateFactory.getInstance("X.509").generateCertificate(in)};
            keys.setKeyEntry(
                    "client",
                    KeyFactory.getInstance("EC")
                            .generatePrivate(
                                    new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64))),
                    PASSWORD.toCharArray(),
                    chain);
        }
        try (OutputStream out = Files.newOutputStream(store)) {
            keys.store(out, PASSWORD.toCharArray());
        }
    }

    @Test
    @DisplayName("name authorities and a client certificate, as PEM or PKCS #12 files")
    void files() {
        assertThat(tls(Map.of("REDIS_TLS_CA_FILE", certificate.toString())))
                .isEqualTo(TlsSettings.trusting(certificate));
        assertThat(tls(Map.of("REDIS_TLS_CERT_FILE", certificate.toString(), "REDIS_TLS_KEY_FILE", key.toString())))
                .isEqualTo(TlsSettings.systemTrust().clientCertificate(certificate, key));
        assertThat(tls(Map.of("REDIS_TLS_KEY_STORE_FILE", store.toString(), "REDIS_TLS_KEY_STORE_PASSWORD", PASSWORD)))
                .isEqualTo(TlsSettings.systemTrust().clientKeyStore(store, PASSWORD));
    }

    @Test
    @DisplayName("are refused if one is missing, wrong, or beside another; never with the password")
    void refused() {
        refused(Map.of("REDIS_TLS_KEY_STORE_FILE", store.toString()), "there is no REDIS_TLS_KEY_STORE_PASSWORD");
        refused(Map.of("REDIS_TLS_KEY_STORE_PASSWORD", PASSWORD), "there is no REDIS_TLS_KEY_STORE_FILE");
        refused(
                Map.of("REDIS_TLS_KEY_STORE_FILE", store.toString(), "REDIS_TLS_KEY_STORE_PASSWORD", PASSWORD + "x"),
                "REDIS_TLS_KEY_STORE_FILE=" + store);
        refused(
                Map.of("REDIS_TLS_KEY_STORE_FILE", key.toString(), "REDIS_TLS_KEY_STORE_PASSWORD", PASSWORD),
                "REDIS_TLS_KEY_STORE_PASSWORD=***");
        refused(
                Map.of(
                        "REDIS_TLS_KEY_STORE_FILE", store.toString(),
                        "REDIS_TLS_KEY_STORE_PASSWORD", PASSWORD,
                        "REDIS_TLS_CERT_FILE", certificate.toString()),
                "REDIS_TLS_CERT_FILE is set, but REDIS_TLS_KEY_STORE_FILE is set too");
    }

    private static void refused(Map<String, String> variables, String message) {
        assertThatThrownBy(() -> tls(variables))
                .isExactlyInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining(PASSWORD);
    }

    private static @Nullable TlsSettings tls(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(variables);
        all.put("REDIS_HOST", "h");
        all.put("REDIS_TLS", "true");
        return Objects.requireNonNull(RedoubtSettings.fromEnvironment(all).redis())
                .tls();
    }
}

package io.redoubt.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The trust of a TLS connection")
final class TlsSettingsTest {

    @TempDir
    private Path directory;

    @Test
    @DisplayName("is read once, and again after the file has changed")
    void changed() throws Exception {
        X509Certificate[] authorities = trustedBySystem();
        TlsSettings tls = TlsSettings.trusting(write(pem(authorities[0])));
        SSLContext first = tls.context();
        assertThat(tls.context()).isSameAs(first);

        write(pem(authorities[0]) + pem(authorities[1]));
        SSLContext second = tls.context();
        assertThat(second).isNotSameAs(first);

        Files.delete(directory.resolve("ca.pem"));
        assertThatThrownBy(tls::context).isInstanceOf(IllegalArgumentException.class);
        write(pem(authorities[1]));
        assertThat(tls.context()).isNotSameAs(second);
    }

    @Test
    @DisplayName("is that of a context made elsewhere, asked for before each connection")
    void given() throws Exception {
        SSLContext given = SSLContext.getDefault();
        assertThat(TlsSettings.using(given).context()).isSameAs(given);
        AtomicInteger asked = new AtomicInteger();
        TlsSettings tls = TlsSettings.using(() -> {
            asked.incrementAndGet();
            return given;
        });
        assertThat(tls.context()).isSameAs(tls.context());
        assertThat(asked).hasValue(2);
        assertThatThrownBy(() -> tls.clientKeyStore(Path.of("client.p12"), "s3cret"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("put the client certificate into that");
    }

    @Test
    @DisplayName("is compared by what it was made from, and never shows a password")
    void compared() throws Exception {
        TlsSettings tls = TlsSettings.trusting(Path.of("ca.pem")).clientKeyStore(Path.of("client.p12"), "s3cret");
        assertThat(tls)
                .isEqualTo(TlsSettings.trusting(Path.of("ca.pem")).clientKeyStore(Path.of("client.p12"), "s3cret"))
                .hasSameHashCodeAs(
                        TlsSettings.trusting(Path.of("ca.pem")).clientKeyStore(Path.of("client.p12"), "s3cret"))
                .isNotEqualTo(TlsSettings.trusting(Path.of("ca.pem")))
                .isNotEqualTo(TlsSettings.using(SSLContext.getDefault()))
                .hasToString("TlsSettings[trust ca.pem, client client.p12]");
    }

    @Nested
    @DisplayName("and the client's certificate")
    final class ClientCertificate {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                    "-----BEGIN PRIVATE KEY-----\nAAAA"
                })
        @DisplayName("is refused without a private key, naming the file")
        void noKey(String content) throws Exception {
            Path key = Files.writeString(directory.resolve("key.pem"), content);
            refused(key, "key.pem");
        }

        @ParameterizedTest
        @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
        @DisplayName("is refused with a key that must be converted, saying how")
        void otherKey(String kind) throws Exception {
            String content = "-----BEGIN " + kind + "-----\nAAAA\n-----END " + kind + "-----\n";
            refused(Files.writeString(directory.resolve("key.pem"), content), "openssl pkcs8 -topk8 -nocrypt");
        }

        @Test
        @DisplayName("is refused if the key store is missing, is none or holds no key")
        void noStore() throws Exception {
            Path store = directory.resolve("client.p12");
            TlsSettings tls = TlsSettings.systemTrust().clientKeyStore(store, "s3cret");
            assertThatThrownBy(tls::context).hasMessageContaining("client.p12");
            Files.writeString(store, "none");
            assertThatThrownBy(tls::context)
                    .hasMessageContaining("client.p12")
                    .message()
                    .doesNotContain("s3cret");
            KeyStore empty = KeyStore.getInstance("PKCS12");
            empty.load(null, null);
            try (OutputStream out = Files.newOutputStream(store)) {
                empty.store(out, "s3cret".toCharArray());
            }
            assertThatThrownBy(tls::context).hasMessageContaining("no private key");
        }

        @ParameterizedTest
        @ValueSource(strings = {"RSA", "EC", "Ed25519"})
        @DisplayName("is taken with a key of any usual algorithm")
        void algorithms(String algorithm) throws Exception {
            byte[] key = KeyPairGenerator.getInstance(algorithm)
                    .generateKeyPair()
                    .getPrivate()
                    .getEncoded();
            Path file = Files.writeString(
                    directory.resolve("key.pem"),
                    "-----BEGIN PRIVATE KEY-----\n"
                            + Base64.getMimeEncoder().encodeToString(key)
                            + "\n-----END PRIVATE KEY-----\n");
            assertThat(PemReader.privateKey(file).getEncoded()).isEqualTo(key);
        }

        private void refused(Path key, String named) throws Exception {
            Path certificates = Files.writeString(directory.resolve("client.pem"), pem(trustedBySystem()[0]));
            TlsSettings tls = TlsSettings.systemTrust().clientCertificate(certificates, key);
            assertThatThrownBy(tls::context)
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(named);
        }
    }

    @Nested
    @DisplayName("in a file")
    final class TrustFile {

        @Test
        @DisplayName("is that in the certificates of the file alone")
        void ofTheFileAlone() throws Exception {
            X509Certificate[] authorities = trustedBySystem();
            Path file = write(pem(authorities[0]) + "# a comment between them\n" + pem(authorities[1]));

            assertThat(PemReader.certificates(file)).containsExactly(authorities[0], authorities[1]);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    "\n",
                    "not a certificate",
                    "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
                    "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                    "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
                    "-----BEGIN CERTIFICATE-----\nAAAA",
                    "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"
                })
        @DisplayName("is refused if the file holds no certificate, naming the file")
        void garbage(String content) throws IOException {
            refused(write(content));
        }

        @Test
        @DisplayName("is refused if the file is cut off, rather than trusting fewer authorities")
        void cutOff() throws Exception {
            X509Certificate[] authorities = trustedBySystem();
            String both = pem(authorities[0]) + pem(authorities[1]);

            refused(write(both.substring(0, both.length() - 60)));
        }

        @Test
        @DisplayName("is refused if the file is missing or a directory, naming it")
        void missing() {
            refused(directory.resolve("missing.pem"));
            refused(directory);
        }

        private void refused(Path file) {
            assertThatThrownBy(() -> TlsSettings.trusting(file).context())
                    .isExactlyInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("readable PEM file");
        }
    }

    private Path write(String content) throws IOException {
        return Files.writeString(directory.resolve("ca.pem"), content);
    }

    private static String pem(X509Certificate certificate) throws Exception {
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
                + "\n-----END CERTIFICATE-----\n";
    }

    private static X509Certificate[] trustedBySystem() throws Exception {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        return ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers();
    }
}

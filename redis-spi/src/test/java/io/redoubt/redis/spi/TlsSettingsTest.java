package io.redoubt.redis.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
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
    @DisplayName("is that of the JVM unless a file is named")
    void system() throws Exception {
        assertThat(accepted(TlsSettings.systemTrust())).isNotEmpty();
    }

    @Nested
    @DisplayName("in a file")
    final class InFile {

        @Test
        @DisplayName("is that in the certificates of the file alone")
        void ofTheFileAlone() throws Exception {
            X509Certificate[] some = accepted(TlsSettings.systemTrust());
            Path file = write(pem(some[0]) + "# a comment between them\n" + pem(some[1]));

            assertThat(accepted(TlsSettings.trusting(file))).containsExactlyInAnyOrder(some[0], some[1]);
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
            X509Certificate[] some = accepted(TlsSettings.systemTrust());
            String both = pem(some[0]) + pem(some[1]);

            refused(write(both.substring(0, both.length() - 60)));
        }

        @Test
        @DisplayName("is refused if the file is missing or a directory, naming it")
        void missing() {
            refused(directory.resolve("missing.pem"));
            refused(directory);
        }

        private void refused(Path file) {
            assertThatThrownBy(() -> TlsSettings.trusting(file).trustManagers())
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

    private static X509Certificate[] accepted(TlsSettings tls) {
        TrustManagerFactory factory = tls.trustManagers();
        return ((X509TrustManager) factory.getTrustManagers()[0]).getAcceptedIssuers();
    }
}

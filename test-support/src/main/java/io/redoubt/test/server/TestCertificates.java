package io.redoubt.test.server;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Factory that creates TLS certificates for tests on demand with the JDK's keytool. So none is checked in and none
 * expires. Each is generated once per JVM. Thread-safe.
 *
 * <p>Each is self-signed and its own authority: a client that trusts the certificate file trusts the server.
 */
public final class TestCertificates {

    private static final String ALIAS = "redoubt-tck";
    private static final String PASSWORD = "not-a-secret";
    private static final long TIMEOUT_SECONDS = 120;
    /** Generated certificates by name. Generating one takes keytool most of a second, or seconds on a busy machine. */
    private static final ConcurrentHashMap<String, Pem> GENERATED = new ConcurrentHashMap<>();

    private TestCertificates() {}

    /** Writes a certificate for 127.0.0.1 and localhost to the directory. */
    public static CertificateFiles forLoopback(Path directory) {
        return make(directory, "loopback", "SAN=ip:127.0.0.1,dns:localhost");
    }

    /**
     * Writes a certificate for this DNS name only, so that a client that connects to 127.0.0.1 and verifies the
     * host must refuse it.
     */
    public static CertificateFiles forHost(Path directory, String dnsName) {
        return make(directory, dnsName, "SAN=dns:" + dnsName);
    }

    private static CertificateFiles make(Path directory, String name, String subject) {
        Pem pem = GENERATED.computeIfAbsent(name, unknown -> generated(directory, name, subject));
        try {
            return new CertificateFiles(
                    Files.writeString(directory.resolve(name + "-cert.pem"), pem.certificate),
                    Files.writeString(directory.resolve(name + "-key.pem"), pem.key));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write in " + directory, e);
        }
    }

    private static Pem generated(Path directory, String name, String subject) {
        Path store = directory.resolve(name + ".p12");
        keytool(store, name, subject);
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            return new Pem(
                    pem("CERTIFICATE", keys.getCertificate(ALIAS).getEncoded()),
                    pem(
                            "PRIVATE KEY",
                            keys.getKey(ALIAS, PASSWORD.toCharArray()).getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + store, e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Cannot read what keytool wrote", e);
        }
    }

    private static void keytool(Path store, String name, String subject) {
        Path log = store.resolveSibling(store.getFileName() + ".log");
        ProcessBuilder keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        // The process is too short for optimizing compilation to pay off.
                        "-J-XX:TieredStopAtLevel=1",
                        "-J-XX:+UseSerialGC",
                        "-genkeypair",
                        "-alias",
                        ALIAS,
                        "-dname",
                        "CN=" + name,
                        "-ext",
                        subject,
                        "-ext",
                        "bc:critical=ca:true",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        // Hosts and containers do not always agree on the time.
                        "-startdate",
                        "-1d",
                        "-validity",
                        "30",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        PASSWORD)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        try {
            Process process = keytool.start();
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IllegalStateException("keytool failed: " + Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run keytool", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while keytool ran", e);
        }
    }

    private static String pem(String kind, byte[] der) {
        String body = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n";
    }

    /** Certificate and private key as PEM text. */
    private record Pem(String certificate, String key) {}
}

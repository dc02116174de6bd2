package io.redoubt.redis;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reader that loads certificates and private keys from PEM files. Stateless. */
final class PemReader {

    private static final String BEGIN_CERTIFICATE = "-----BEGIN CERTIFICATE-----";
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final Pattern OTHER_KEY = Pattern.compile("-----BEGIN ([A-Z ]*PRIVATE KEY)-----");
    private static final List<String> ALGORITHMS = List.of("RSA", "EC", "Ed25519", "Ed448", "RSASSA-PSS");

    private PemReader() {}

    /** Returns all certificates of a file, in their order; at least one. */
    static List<Certificate> certificates(Path file) throws GeneralSecurityException, IOException {
        byte[] content = Files.readAllBytes(file);
        List<Certificate> certificates = List.copyOf(
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(content)));
        // Newer JDKs skip a truncated certificate, and would silently trust fewer authorities.
        long begun = new String(content, StandardCharsets.ISO_8859_1)
                .lines()
                .filter(line -> line.strip().equals(BEGIN_CERTIFICATE))
                .count();
        if (begun > certificates.size()) {
            throw new GeneralSecurityException(
                    "only " + certificates.size() + " of " + begun + " certificates can be read in " + file);
        }
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("no certificate in " + file);
        }
        return certificates;
    }

    /** Returns the private key of a file. */
    static PrivateKey privateKey(Path file) throws GeneralSecurityException, IOException {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        Matcher key = PRIVATE_KEY.matcher(content);
        if (!key.find()) {
            Matcher other = OTHER_KEY.matcher(content);
            throw new GeneralSecurityException(
                    other.find()
                            ? "the key in " + file + " is a " + other.group(1)
                                    + ": convert it with openssl pkcs8 -topk8 -nocrypt"
                            : "no private key in " + file);
        }
        PKCS8EncodedKeySpec encoded =
                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(key.group(1)));
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(encoded);
            } catch (InvalidKeySpecException e) {
                // The key has another algorithm, or is not a key at all.
            }
        }
        throw new GeneralSecurityException("the key in " + file + " is of none of " + ALGORITHMS);
    }
}

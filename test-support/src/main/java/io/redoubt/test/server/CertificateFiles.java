package io.redoubt.test.server;

import java.nio.file.Path;

/**
 * Paths of two PEM files: one with a self-signed certificate, one with the private key. The certificate is its own
 * authority, so trusting it is sufficient.
 *
 * @param certificate the X.509 certificate
 * @param key the private key, PKCS #8, not encrypted
 */
public record CertificateFiles(Path certificate, Path key) {}

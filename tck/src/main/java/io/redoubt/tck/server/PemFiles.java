package io.redoubt.tck.server;

import java.nio.file.Path;

/**
 * A certificate and its private key as PEM files; the certificate is its own authority, so that trusting it is enough.
 *
 * @param certificate the X.509 certificate
 * @param key the private key, PKCS #8, not encrypted
 */
public record PemFiles(Path certificate, Path key) {}

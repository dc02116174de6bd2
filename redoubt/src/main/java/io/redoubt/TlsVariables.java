package io.redoubt;

import static io.redoubt.EnvironmentVariable.REDIS_TLS_CA_FILE;
import static io.redoubt.EnvironmentVariable.REDIS_TLS_CERT_FILE;
import static io.redoubt.EnvironmentVariable.REDIS_TLS_KEY_FILE;
import static io.redoubt.EnvironmentVariable.REDIS_TLS_KEY_STORE_FILE;
import static io.redoubt.EnvironmentVariable.REDIS_TLS_KEY_STORE_PASSWORD;

import io.redoubt.redis.TlsSettings;
import java.nio.file.Path;
import java.util.List;

/** Reader for the environment variables that configure TLS: trusted authorities and the client certificate. */
final class TlsVariables {

    private static final List<EnvironmentVariable> ALL = List.of(
            REDIS_TLS_CA_FILE,
            REDIS_TLS_CERT_FILE,
            REDIS_TLS_KEY_FILE,
            REDIS_TLS_KEY_STORE_FILE,
            REDIS_TLS_KEY_STORE_PASSWORD);

    private final EnvironmentValues environment;

    TlsVariables(EnvironmentValues environment) {
        this.environment = environment;
    }

    /** Throws if a variable is set that would have no effect, since there is no TLS. */
    void rejectAll() {
        ALL.forEach(variable -> environment.rejectIfSet(
                variable, "it needs REDIS_URL=rediss://..., or REDIS_HOST with REDIS_TLS=true"));
    }

    /**
     * Returns the settings. The files are read now rather than with the first connection, since the message can
     * name the variable here.
     */
    TlsSettings read() {
        return environment.combined(ALL, () -> {
            TlsSettings tls = clientCertificate(trust());
            tls.context();
            return tls;
        });
    }

    private TlsSettings trust() {
        Path authorities = environment.parsed(REDIS_TLS_CA_FILE, ValueParsers::readableFile);
        return authorities == null ? TlsSettings.systemTrust() : TlsSettings.trusting(authorities);
    }

    private TlsSettings clientCertificate(TlsSettings tls) {
        Path certificate = environment.parsed(REDIS_TLS_CERT_FILE, ValueParsers::readableFile);
        Path key = environment.parsed(REDIS_TLS_KEY_FILE, ValueParsers::readableFile);
        Path keyStore = environment.parsed(REDIS_TLS_KEY_STORE_FILE, ValueParsers::readableFile);
        String keyStorePassword = environment.text(REDIS_TLS_KEY_STORE_PASSWORD);
        if (keyStore != null && keyStorePassword != null) {
            environment.rejectIfSet(REDIS_TLS_CERT_FILE, REDIS_TLS_KEY_STORE_FILE + " is set too: keep one of them");
            environment.rejectIfSet(REDIS_TLS_KEY_FILE, REDIS_TLS_KEY_STORE_FILE + " is set too: keep one of them");
            return tls.clientKeyStore(keyStore, keyStorePassword);
        }
        rejectWithout(REDIS_TLS_KEY_STORE_FILE, REDIS_TLS_KEY_STORE_PASSWORD);
        rejectWithout(REDIS_TLS_KEY_STORE_PASSWORD, REDIS_TLS_KEY_STORE_FILE);
        if (certificate != null && key != null) {
            return tls.clientCertificate(certificate, key);
        }
        rejectWithout(REDIS_TLS_CERT_FILE, REDIS_TLS_KEY_FILE);
        rejectWithout(REDIS_TLS_KEY_FILE, REDIS_TLS_CERT_FILE);
        return tls;
    }

    private void rejectWithout(EnvironmentVariable variable, EnvironmentVariable missing) {
        environment.rejectIfSet(variable, "there is no " + missing + ": set both");
    }
}

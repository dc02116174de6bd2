package io.redoubt;

import io.redoubt.api.ConfigurationException;
import io.redoubt.redis.Credentials;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisEndpoints;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import io.redoubt.redis.TlsSettings;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reader of {@link RedoubtSettings} from environment variables. It rejects values that are wrong, contradict each
 * other or would be ignored.
 *
 * <p>Kubernetes sets {@code REDIS_PORT=tcp://...} in every pod of a namespace with a service named {@code redis}.
 * Such a value was not set on purpose, so it is ignored where no port is needed.
 *
 * <p>A variable that is set to an empty value is rejected too: almost always it was meant to be filled in, and
 * without it the state of a production service would live in one process.
 */
final class EnvironmentReader {

    private static final String URL = "REDIS_URL";
    private static final String HOST = "REDIS_HOST";
    private static final String PORT = "REDIS_PORT";
    private static final String PASSWORD = "REDIS_PASSWORD";
    private static final String USERNAME = "REDIS_USERNAME";
    private static final String SENTINEL_PASSWORD = "REDIS_SENTINEL_PASSWORD";
    private static final String SENTINEL_USERNAME = "REDIS_SENTINEL_USERNAME";
    private static final String CA_FILE = "REDIS_TLS_CA_FILE";
    private static final String CERTIFICATE_FILE = "REDIS_TLS_CERT_FILE";
    private static final String KEY_FILE = "REDIS_TLS_KEY_FILE";
    private static final String DRIVER = "REDOUBT_DRIVER";
    private static final String PREFIX = "CACHE_KEY_PREFIX";
    private static final String KUBERNETES_SERVICE_PREFIX = "tcp://";
    private static final List<String> DRIVERS = List.of("lettuce", "jedis");

    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,5}");
    private static final Pattern SAFE_TO_SHOW = Pattern.compile("([a-z]{1,10}://)?[A-Za-z0-9.,_/-]*(:[0-9:]{0,5})?");

    private final Map<String, String> variables;

    EnvironmentReader(Map<String, String> variables) {
        this.variables = variables;
    }

    RedoubtSettings readSettings() {
        RedoubtSettings.Builder builder = RedoubtSettings.builder();
        RedisSettings redis = redis();
        if (redis != null) {
            builder.redis(redis);
        }
        String driver = value(DRIVER);
        if (driver != null) {
            if (!DRIVERS.contains(driver)) {
                throw invalid(DRIVER, driver, "one of " + DRIVERS);
            }
            builder.driver(driver);
        }
        String prefix = value(PREFIX);
        if (prefix != null) {
            builder.keyPrefix(prefix);
        }
        new FeatureEnvironmentReader(variables).apply(builder);
        try {
            return builder.build();
        } catch (ConfigurationException e) {
            throw new ConfigurationException(PREFIX + "=" + prefix + ": " + e.getMessage(), e);
        }
    }

    private @Nullable RedisSettings redis() {
        String url = value(URL);
        String host = value(HOST);
        if (url != null && host != null) {
            throw new ConfigurationException(URL + " and " + HOST + " are both set: keep one of them");
        }
        if (url != null) {
            rejectIfSet(PORT, "put the port into " + URL);
            return fromUrl(url);
        }
        rejectIfSet(CA_FILE, "it needs " + URL + "=rediss://...");
        rejectIfSet(CERTIFICATE_FILE, "it needs " + URL + "=rediss://...");
        rejectIfSet(KEY_FILE, "it needs " + URL + "=rediss://...");
        rejectIfSet(SENTINEL_PASSWORD, "it needs " + URL + "=redis-sentinel://...");
        rejectIfSet(SENTINEL_USERNAME, "it needs " + URL + "=redis-sentinel://...");
        if (host != null) {
            return fromHost(host);
        }
        for (String unusable : List.of(PORT, USERNAME, PASSWORD, DRIVER)) {
            rejectIfSet(
                    unusable,
                    "no server is named; set " + URL + " or " + HOST + ", or unset it to keep everything in this"
                            + " process");
        }
        return null;
    }

    private RedisSettings fromUrl(String url) {
        RedisSettings settings;
        try {
            settings = RedisSettings.fromUrl(url);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(URL + ": " + e.getMessage(), e);
        }
        RedisSettingsBuilder builder = settings.toBuilder();
        if (settings.credentials() != null) {
            rejectIfSet(PASSWORD, URL + " has a password too: keep one of them");
        }
        credentials(builder);
        if (settings.servers() instanceof RedisEndpoints.Sentinel sentinel) {
            builder.servers(new RedisEndpoints.Sentinel(sentinel.nodes(), sentinel.master(), sentinelCredentials()));
        } else {
            rejectIfSet(SENTINEL_PASSWORD, URL + " names no sentinels");
            rejectIfSet(SENTINEL_USERNAME, URL + " names no sentinels");
        }
        if (settings.tls() != null) {
            builder.tls(tls());
        } else {
            rejectIfSet(CA_FILE, "it needs " + URL + "=rediss://...");
            rejectIfSet(CERTIFICATE_FILE, "it needs " + URL + "=rediss://...");
            rejectIfSet(KEY_FILE, "it needs " + URL + "=rediss://...");
        }
        return builder.build();
    }

    private RedisSettings fromHost(String host) {
        if (!HOST_NAME.matcher(host).matches()) {
            // The text after a colon may be a password, if a whole URL was put here.
            Matcher safe = SAFE_TO_SHOW.matcher(host);
            String shown = host.indexOf('@') < 0 && safe.lookingAt() ? safe.group() : "";
            throw invalid(
                    HOST,
                    shown + (shown.length() < host.length() ? "***" : ""),
                    "a host name or IPv4 address alone; use " + PORT + " or " + URL + " for more");
        }
        RedisSettingsBuilder builder = RedisSettings.builder().node(new Node(host, port()));
        credentials(builder);
        return builder.build();
    }

    private void credentials(RedisSettingsBuilder builder) {
        String password = value(PASSWORD);
        String username = value(USERNAME);
        if (password == null) {
            rejectIfSet(USERNAME, "there is no " + PASSWORD + ": set both, or put both into " + URL);
        } else if (username == null) {
            builder.password(password);
        } else {
            builder.credentials(username, password);
        }
    }

    private @Nullable Credentials sentinelCredentials() {
        String password = value(SENTINEL_PASSWORD);
        if (password == null) {
            rejectIfSet(SENTINEL_USERNAME, "there is no " + SENTINEL_PASSWORD + ": set both");
            return null;
        }
        return new Credentials(value(SENTINEL_USERNAME), password);
    }

    private int port() {
        String port = value(PORT);
        if (port == null) {
            return RedisSettings.DEFAULT_PORT;
        }
        if (DIGITS.matcher(port).matches() && Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= 65_535) {
            return Integer.parseInt(port);
        }
        String allowed = "a number between 1 and 65535";
        if (port.startsWith(KUBERNETES_SERVICE_PREFIX)) {
            allowed += "; Kubernetes has set it: set it yourself beside " + HOST
                    + ", or give the pod enableServiceLinks: false";
        }
        throw invalid(PORT, port.indexOf('@') < 0 ? port : "***", allowed);
    }

    private TlsSettings tls() {
        Path trusted = file(CA_FILE);
        Path certificate = file(CERTIFICATE_FILE);
        Path key = file(KEY_FILE);
        TlsSettings tls = trusted == null
                ? TlsSettings.systemTrust()
                : loadedNow(TlsSettings.trusting(trusted), CA_FILE + "=" + trusted);
        if (certificate != null && key != null) {
            String description = CERTIFICATE_FILE + "=" + certificate + " " + KEY_FILE + "=" + key;
            return loadedNow(tls.clientCertificate(certificate, key), description);
        }
        rejectIfSet(CERTIFICATE_FILE, "there is no " + KEY_FILE + ": set both");
        rejectIfSet(KEY_FILE, "there is no " + CERTIFICATE_FILE + ": set both");
        return tls;
    }

    /** Reads the files now rather than with the first connection, since the message can name the variable here. */
    private static TlsSettings loadedNow(TlsSettings tls, String description) {
        try {
            tls.context();
            return tls;
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(description + ": " + e.getMessage(), e);
        }
    }

    private @Nullable Path file(String name) {
        String file = value(name);
        if (file == null) {
            return null;
        }
        try {
            Path path = Path.of(file);
            if (Files.isReadable(path)) {
                return path;
            }
        } catch (InvalidPathException e) {
            // Not a valid path, and therefore not a readable file.
        }
        throw invalid(name, file, "a readable PEM file");
    }

    private @Nullable String value(String name) {
        String value = variables.get(name);
        if (value != null && value.isBlank()) {
            throw new ConfigurationException(name + " is set, but empty: give it a value, or unset it");
        }
        return value;
    }

    private void rejectIfSet(String name, String why) {
        String value = value(name);
        if (value != null && !(name.equals(PORT) && value.startsWith(KUBERNETES_SERVICE_PREFIX))) {
            throw new ConfigurationException(name + " is set, but " + why);
        }
    }

    private static ConfigurationException invalid(String name, String value, String allowed) {
        return new ConfigurationException(name + "=" + value + " is not allowed: it must be " + allowed);
    }
}

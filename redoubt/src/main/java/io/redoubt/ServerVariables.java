package io.redoubt;

import static io.redoubt.EnvironmentVariable.REDIS_DATABASE;
import static io.redoubt.EnvironmentVariable.REDIS_HOST;
import static io.redoubt.EnvironmentVariable.REDIS_PORT;
import static io.redoubt.EnvironmentVariable.REDIS_TLS;
import static io.redoubt.EnvironmentVariable.REDIS_URL;

import io.redoubt.api.ConfigurationException;
import io.redoubt.redis.Credentials;
import io.redoubt.redis.CredentialsProvider;
import io.redoubt.redis.Node;
import io.redoubt.redis.RedisEndpoints;
import io.redoubt.redis.RedisSettings;
import io.redoubt.redis.RedisSettingsBuilder;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reader for the environment variables that tell which Redis server to connect to and how to log in. They contain the
 * address, the database, the credentials and the TLS settings. A variable beside the URL must agree with it, or add
 * what the URL leaves out.
 *
 * <p>Kubernetes sets {@code REDIS_PORT=tcp://...} in every pod of a namespace with a service named {@code redis}.
 * Such a value was not set on purpose, so it is ignored where no port is needed.
 */
final class ServerVariables {

    private static final String KUBERNETES_SERVICE_PREFIX = "tcp://";
    private static final String REMEDY = ": make them equal, or unset one of them";
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern URL_WITH_DATABASE = Pattern.compile("(.*@|[^@]*://)[^/@]*/[0-9][^@]*");

    private final EnvironmentValues environment;
    private final TlsVariables tls;

    ServerVariables(EnvironmentValues environment) {
        this.environment = environment;
        this.tls = new TlsVariables(environment);
    }

    /** Returns settings of the server with defaults for everything else, or null if no server is named. */
    @Nullable
    RedisSettings read() {
        String url = environment.text(REDIS_URL);
        String host = host();
        if (url != null) {
            return fromUrl(url, host);
        }
        if (host != null) {
            return fromHost(host);
        }
        for (EnvironmentVariable variable : EnvironmentVariable.values()) {
            if (variable.needsServer() && !isServiceLink(variable)) {
                environment.rejectIfSet(
                        variable,
                        "no server is named; set " + REDIS_URL + " or " + REDIS_HOST
                                + ", or unset it to keep everything in this process");
            }
        }
        return null;
    }

    private RedisSettings fromUrl(String url, @Nullable String host) {
        RedisSettings settings = parse(url);
        RedisSettingsBuilder builder = settings.toBuilder();
        requireSameAddress(settings.servers(), host);
        if (URL_WITH_DATABASE.matcher(url).matches()) {
            Integer database = database();
            if (database != null && database != settings.database()) {
                throw differ(REDIS_DATABASE, "databases, " + settings.database() + " and " + database);
            }
        } else {
            environment.apply(REDIS_DATABASE, ValueParsers::number, builder::database);
        }
        if (settings.credentials() instanceof Credentials inUrl) {
            CredentialsVariables.SERVER.requireSame(environment, inUrl);
        } else {
            addCredentials(builder);
        }
        if (settings.servers() instanceof RedisEndpoints.Sentinel sentinel) {
            builder.servers(new RedisEndpoints.Sentinel(
                    sentinel.nodes(), sentinel.master(), CredentialsVariables.SENTINEL.read(environment)));
        } else {
            rejectSentinelCredentials(REDIS_URL + " names no sentinels");
        }
        boolean encrypted = settings.tls() != null;
        if (environment.parsedOr(REDIS_TLS, ValueParsers::flag, encrypted) != encrypted) {
            throw new ConfigurationException(REDIS_URL + " begins with " + (encrypted ? "rediss" : "redis")
                    + ", which is " + (encrypted ? "with" : "without") + " TLS, but " + REDIS_TLS + " is " + !encrypted
                    + REMEDY);
        }
        return withTls(builder, encrypted);
    }

    private RedisSettings fromHost(String host) {
        RedisSettingsBuilder builder = RedisSettings.builder().node(new Node(host, port(RedisSettings.DEFAULT_PORT)));
        environment.apply(REDIS_DATABASE, ValueParsers::number, builder::database);
        addCredentials(builder);
        rejectSentinelCredentials("it needs " + REDIS_URL + "=redis-sentinel://...");
        return withTls(builder, environment.parsedOr(REDIS_TLS, ValueParsers::flag, false));
    }

    private void addCredentials(RedisSettingsBuilder builder) {
        CredentialsProvider credentials = CredentialsVariables.SERVER.read(environment);
        if (credentials != null) {
            builder.credentials(credentials);
        }
    }

    private RedisSettings withTls(RedisSettingsBuilder builder, boolean encrypted) {
        if (encrypted) {
            builder.tls(tls.read());
        } else {
            tls.rejectAll();
        }
        return builder.build();
    }

    private static RedisSettings parse(String url) {
        try {
            return RedisSettings.fromUrl(url);
        } catch (IllegalArgumentException e) {
            throw new ConfigurationException(REDIS_URL + ": " + e.getMessage(), e);
        }
    }

    private void requireSameAddress(RedisEndpoints servers, @Nullable String host) {
        boolean hasPort = environment.isSet(REDIS_PORT) && !isServiceLink(REDIS_PORT);
        if (servers instanceof RedisEndpoints.Sentinel || servers.nodes().size() > 1) {
            String reason = REDIS_URL + " names "
                    + (servers instanceof RedisEndpoints.Sentinel ? "sentinels" : "a cluster") + ": unset one of them";
            environment.rejectIfSet(REDIS_HOST, reason);
            if (hasPort) {
                environment.rejectIfSet(REDIS_PORT, reason);
            }
            return;
        }
        Node node = servers.nodes().get(0);
        if (host != null && !host.equalsIgnoreCase(node.host())) {
            throw differ(REDIS_HOST, "hosts, " + node.host() + " and " + host);
        }
        if (hasPort && port(node.port()) != node.port()) {
            throw differ(REDIS_PORT, "ports, " + node.port() + " and " + port(node.port()));
        }
    }

    private @Nullable String host() {
        String host = environment.text(REDIS_HOST);
        if (host != null && !HOST_NAME.matcher(host).matches()) {
            throw environment.invalid(REDIS_HOST);
        }
        return host;
    }

    private int port(int otherwise) {
        if (isServiceLink(REDIS_PORT)) {
            throw environment.invalid(
                    REDIS_PORT,
                    "; Kubernetes has set it: set it yourself beside " + REDIS_HOST
                            + ", or give the pod enableServiceLinks: false");
        }
        return environment.parsedOr(REDIS_PORT, ValueParsers.number(1, 65_535), otherwise);
    }

    private @Nullable Integer database() {
        return environment.parsed(REDIS_DATABASE, ValueParsers.number(0, 1023));
    }

    private void rejectSentinelCredentials(String reason) {
        CredentialsVariables sentinel = CredentialsVariables.SENTINEL;
        for (EnvironmentVariable variable :
                List.of(sentinel.password(), sentinel.passwordFile(), sentinel.username())) {
            environment.rejectIfSet(variable, reason);
        }
    }

    private boolean isServiceLink(EnvironmentVariable variable) {
        String value = environment.text(variable);
        return variable == REDIS_PORT && value != null && value.startsWith(KUBERNETES_SERVICE_PREFIX);
    }

    private static ConfigurationException differ(EnvironmentVariable variable, String what) {
        return new ConfigurationException(REDIS_URL + " and " + variable + " name different " + what + REMEDY);
    }
}

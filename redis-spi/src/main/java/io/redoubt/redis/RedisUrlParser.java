package io.redoubt.redis;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Parser for {@code redis://} URLs and the variants for TLS, Sentinel and Cluster. The URLs of single servers are
 * provisionally registered with IANA; the other forms are those that Redis clients commonly accept.
 *
 * <p>It does not use {@link java.net.URI}, which does not recognize host names with an underscore, as used in
 * container networks.
 */
final class RedisUrlParser {

    private static final Set<String> SCHEMES =
            Set.of("redis", "rediss", "redis-sentinel", "rediss-sentinel", "redis-cluster", "rediss-cluster");
    private static final Pattern MASTER_NAME = Pattern.compile("[A-Za-z0-9._-]+");
    private static final char REPLACEMENT_CHARACTER = '\uFFFD';
    private static final Pattern SCHEME = Pattern.compile("[a-z][a-z0-9+.-]{0,20}");
    private static final Pattern SAFE_ADDRESS = Pattern.compile(
            "HOST(,HOST)*(/[0-9]{0,5})?".replace("HOST", "(\\[[0-9A-Fa-f:.]*]|[A-Za-z0-9._-]*)(:[0-9]{0,5})?"));

    private final String url;

    private RedisUrlParser(String url) {
        this.url = url;
    }

    static RedisSettingsBuilder parse(String url) {
        return new RedisUrlParser(url.strip()).parse();
    }

    private RedisSettingsBuilder parse() {
        RedisSettingsBuilder builder = RedisSettings.builder();
        int start = url.indexOf("://");
        String scheme = start < 0 ? "" : url.substring(0, start);
        if (!SCHEMES.contains(scheme)) {
            throw invalid("it must begin with redis:// or rediss://, or with redis-sentinel:// or redis-cluster://");
        }
        if (scheme.startsWith("rediss")) {
            builder.tls(TlsSettings.systemTrust());
        }
        boolean sentinel = scheme.endsWith("-sentinel");
        String rest = url.substring(start + 3);
        String master = "";
        int hash = rest.lastIndexOf('#');
        if (sentinel && hash > rest.lastIndexOf('@')) {
            master = rest.substring(hash + 1);
            rest = rest.substring(0, hash);
        }
        if (rest.indexOf('?') >= 0 || rest.indexOf('#') >= 0) {
            throw invalid(
                    "parameters after '?' or '#' are not supported; percent-encode them if they belong to the password");
        }
        int at = rest.lastIndexOf('@');
        if (at >= 0) {
            credentials(rest.substring(0, at), builder);
            rest = rest.substring(at + 1);
        }
        int slash = rest.indexOf('/');
        if (slash >= 0) {
            database(rest.substring(slash + 1), builder);
            rest = rest.substring(0, slash);
        }
        return builder.servers(servers(scheme, rest, master));
    }

    private RedisEndpoints servers(String scheme, String hosts, String master) {
        if (scheme.endsWith("-sentinel")) {
            if (!MASTER_NAME.matcher(master).matches()) {
                throw invalid("the master's name must stand at the end, after '#'");
            }
            return new RedisEndpoints.Sentinel(nodes(hosts, RedisSettings.DEFAULT_SENTINEL_PORT), master, null);
        }
        List<Node> nodes = nodes(hosts, RedisSettings.DEFAULT_PORT);
        return nodes.size() > 1 || scheme.endsWith("-cluster")
                ? new RedisEndpoints.Cluster(nodes)
                : new RedisEndpoints.Standalone(nodes.get(0));
    }

    private List<Node> nodes(String hosts, int defaultPort) {
        String[] names = hosts.split(",", -1);
        if (names.length > RedisEndpoints.MAX_NODES) {
            throw invalid("it may name up to " + RedisEndpoints.MAX_NODES + " hosts");
        }
        return Arrays.stream(names).map(name -> node(name, defaultPort)).toList();
    }

    private void credentials(String text, RedisSettingsBuilder builder) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw invalid("a user needs a password: write user:password@, or :password@ for the default user");
        }
        String password = decode(text.substring(colon + 1));
        if (password.isEmpty()) {
            throw invalid("the password is empty: leave out everything up to '@' if there is none");
        }
        if (colon == 0) {
            builder.password(password);
        } else {
            builder.credentials(decode(text.substring(0, colon)), password);
        }
    }

    private void database(String text, RedisSettingsBuilder builder) {
        if (!text.isEmpty()) {
            builder.database(number("the database", text, 0, 1023));
        }
    }

    private Node node(String text, int defaultPort) {
        String host = text;
        String port = "";
        int bracket = text.lastIndexOf(']');
        int colon = text.lastIndexOf(':');
        if (colon > bracket) {
            host = text.substring(0, colon);
            port = text.substring(colon + 1);
            if (port.isEmpty()) {
                throw invalid("the port after ':' is missing");
            }
        }
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.chars().anyMatch(c -> c == ':' || c == '[' || c == ']')) {
            throw invalid("an IPv6 address stands in brackets: [::1]");
        }
        if (host.isEmpty() || host.chars().anyMatch(c -> c <= ' ' || c == 0x7F)) {
            throw invalid("it must name a host");
        }
        return new Node(host, port.isEmpty() ? defaultPort : number("the port", port, 1, 65_535));
    }

    private int number(String name, String text, int min, int max) {
        if (text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            int value = Integer.parseInt(text);
            if (value >= min && value <= max) {
                return value;
            }
        }
        throw invalid(name + " must be a number between " + min + " and " + max);
    }

    private String decode(String text) {
        String decoded;
        try {
            decoded = URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid("user or password has a '%' that is not followed by two hexadecimal digits");
        }
        if (decoded.indexOf(REPLACEMENT_CHARACTER) >= 0) {
            throw invalid("user or password is not UTF-8 once it is percent-decoded");
        }
        return decoded;
    }

    private IllegalArgumentException invalid(String problem) {
        return new IllegalArgumentException("bad Redis URL '" + redacted() + "': " + problem
                + " (like redis://host:6379, redis://:password@host/0, rediss://user:password@host:6380,"
                + " redis-sentinel://host1,host2#mymaster or redis-cluster://host1,host2)");
    }

    /**
     * Returns the URL without its secrets, and without parts that would be secrets if an '@' or the scheme was
     * forgotten.
     */
    private String redacted() {
        int start = url.indexOf("://");
        int at = url.lastIndexOf('@');
        String scheme =
                start < 0 || !SCHEME.matcher(url.substring(0, start)).matches() ? "" : url.substring(0, start + 3);
        String address = url.substring(Math.max(scheme.length(), at + 1));
        Matcher safe = SAFE_ADDRESS.matcher(address);
        String shown = safe.lookingAt() ? safe.group() : "";
        return scheme + (at < 0 ? "" : "***@") + shown + (shown.length() < address.length() ? "***" : "");
    }
}

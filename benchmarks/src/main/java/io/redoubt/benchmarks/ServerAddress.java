package io.redoubt.benchmarks;

/**
 * Address of the Redis server that all candidates use. Immutable.
 *
 * @param host host name or address
 * @param port port
 */
public record ServerAddress(String host, int port) {

    /** System property by which the process of the report tells the measured ones the address. */
    private static final String PROPERTY = "redoubt.benchmarks.redis";

    /** Returns the address that this process was given. */
    public static ServerAddress ofThisProcess() {
        String text = System.getProperty(PROPERTY);
        if (text == null) {
            throw new IllegalStateException(
                    "the system property " + PROPERTY + " is not set: run the report, or set it to host:port");
        }
        int colon = text.lastIndexOf(':');
        return new ServerAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    /** Returns the argument that gives this address to another JVM. */
    public String jvmArgument() {
        return "-D" + PROPERTY + "=" + host + ":" + port;
    }

    /** Returns the address as a URL. */
    public String url() {
        return "redis://" + host + ":" + port;
    }
}

package bad.serialization.io.redoubt.session;

/** Serializable by inheritance, as every exception is. */
final class FineException extends RuntimeException {
    private static final long serialVersionUID = 1L;
}

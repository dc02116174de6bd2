package bad.signatures.io.redoubt.session;

/** An exception of another module. */
public final class MarkerException extends Exception {
    private static final long serialVersionUID = 1L;
}

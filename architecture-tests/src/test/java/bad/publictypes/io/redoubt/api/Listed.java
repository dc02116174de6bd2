package bad.publictypes.io.redoubt.api;

public final class Listed {

    private Listed() {}

    /** Public where its owner is. */
    public interface Nested {}

    interface NestedInside {}
}

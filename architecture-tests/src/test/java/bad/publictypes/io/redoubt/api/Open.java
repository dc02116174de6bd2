package bad.publictypes.io.redoubt.api;

public abstract class Open {

    /** For subclasses, who are anybody. */
    protected interface ForSubclasses {}
}

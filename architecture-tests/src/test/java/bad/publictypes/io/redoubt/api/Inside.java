package bad.publictypes.io.redoubt.api;

final class Inside {

    private Inside() {}

    /** Nobody outside can name it. */
    public interface PublicWithin {}
}

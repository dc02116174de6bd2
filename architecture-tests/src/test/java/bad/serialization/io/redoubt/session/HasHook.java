package bad.serialization.io.redoubt.session;

/** Takes part in it by a hook. */
final class HasHook {
    Object readResolve() {
        return this;
    }
}

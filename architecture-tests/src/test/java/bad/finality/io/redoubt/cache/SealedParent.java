package bad.finality.io.redoubt.cache;

sealed class SealedParent permits SealedParent.Child {

    static final class Child extends SealedParent {}
}

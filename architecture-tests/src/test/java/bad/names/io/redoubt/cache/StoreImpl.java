package bad.names.io.redoubt.cache;

interface StoreImpl {

    interface NestedImpl {}
}

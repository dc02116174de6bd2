package bad.finality.io.redoubt.cache;

class NotFinal {

    static class NestedNotFinal {}
}

package bad.finality.io.redoubt.cache;

abstract class Fine {

    static final class Closed extends Fine {}

    record Pair(String one, String two) {}

    enum WithBodies {
        A {
            @Override
            int number() {
                return 1;
            }
        };

        abstract int number();
    }

    static Fine anonymous() {
        return new Fine() {};
    }
}

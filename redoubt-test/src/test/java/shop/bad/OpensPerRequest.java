package shop.bad;

import io.redoubt.Redoubt;
import java.util.function.Supplier;

final class OpensPerRequest {

    private OpensPerRequest() {}

    static boolean handle(String key) {
        return Redoubt.embedded().cache().exists(key);
    }

    static Supplier<Redoubt> later() {
        return Redoubt::fromEnvironment;
    }
}

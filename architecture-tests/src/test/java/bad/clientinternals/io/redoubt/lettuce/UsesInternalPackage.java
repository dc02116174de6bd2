package bad.clientinternals.io.redoubt.lettuce;

import io.lettuce.core.internal.LettuceAssert;

final class UsesInternalPackage {
    void bad(Object argument) {
        LettuceAssert.notNull(argument, "bad");
    }
}

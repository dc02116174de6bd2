package io.redoubt.redis.core.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The gate of a store")
final class StoreInterceptorTest {

    private final AtomicBoolean down = new AtomicBoolean();
    private final StoreInterceptor gate = () -> {
        if (down.get()) {
            throw new IllegalStateException("down");
        }
    };
    private final NumberStore store = new NumberStore();
    private final Port gated = gate.before(Port.class, store);

    interface Port extends AutoCloseable {
        int parse(String number);

        @Override
        void close();
    }

    private static final class NumberStore implements Port {
        private boolean closed;

        @Override
        public int parse(String number) {
            return Integer.parseInt(number);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    @DisplayName("lets operations pass, with their results and exceptions")
    void open() {
        assertThat(gated.parse("42")).isEqualTo(42);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> gated.parse("many"))
                .isInstanceOf(NumberFormatException.class);
    }

    @Test
    @DisplayName("fails operations, but neither close() nor toString()")
    @SuppressWarnings("ObjectToString") // whichever text the store has
    void closed() {
        down.set(true);
        assertThatIllegalStateException().isThrownBy(() -> gated.parse("42")).withMessage("down");
        assertThat(gated).asString().isEqualTo(store.toString());
        gated.close();
        assertThat(store.closed).isTrue();
    }

    @Test
    @DisplayName("is not in the way outside of tests")
    void none() {
        assertThat(StoreInterceptor.OPEN.before(Port.class, store)).isSameAs(store);
    }
}

package io.redoubt.redis.core.async;

import java.lang.reflect.Method;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** Utility class that uses reflection to create virtual threads, because this code is compiled for Java 17. */
final class VirtualThreads {

    private static final int FIRST_JAVA = 21;
    private static final @Nullable Methods METHODS = Runtime.version().feature() >= FIRST_JAVA ? Methods.find() : null;

    private VirtualThreads() {}

    /**
     * Returns a factory of virtual threads with numbered names, or null if the JVM has none.
     *
     * @param prefix of the names, before 1, 2, 3 and so on
     */
    static @Nullable ThreadFactory numbered(String prefix) {
        return METHODS == null ? null : METHODS.factory(prefix);
    }

    private record Methods(Method ofVirtual, Method name, Method factory) {

        static Methods find() {
            try {
                Class<?> builder = Class.forName("java.lang.Thread$Builder");
                return new Methods(
                        Thread.class.getMethod("ofVirtual"),
                        builder.getMethod("name", String.class, long.class),
                        builder.getMethod("factory"));
            } catch (ReflectiveOperationException e) {
                throw missing(e);
            }
        }

        ThreadFactory factory(String prefix) {
            try {
                return (ThreadFactory) factory.invoke(name.invoke(ofVirtual.invoke(null), prefix, 1L));
            } catch (ReflectiveOperationException e) {
                throw missing(e);
            }
        }

        private static IllegalStateException missing(ReflectiveOperationException e) {
            return new IllegalStateException("every JVM from Java " + FIRST_JAVA + " on has virtual threads", e);
        }
    }
}

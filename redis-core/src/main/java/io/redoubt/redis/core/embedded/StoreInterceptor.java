package io.redoubt.redis.core.embedded;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Hook that runs before each operation of an in-memory store, so that tests can simulate a slow or failed server.
 * Thread-safe. A test kit makes it wait, or throw what the same operation throws on such a server; outside of tests it
 * is {@link #OPEN}.
 */
@FunctionalInterface
public interface StoreInterceptor {

    /** Gate that lets every operation pass. */
    StoreInterceptor OPEN = () -> {};

    /**
     * Lets an operation pass.
     *
     * @throws io.redoubt.api.StoreUnavailableException if the store is to appear unavailable
     */
    void pass();

    /** Returns whether operations pass at present. Never blocks. */
    default boolean isOpen() {
        return true;
    }

    /**
     * Returns a store whose operations pass this gate, except {@code close()}.
     *
     * @param port the interface of the store
     */
    default <T> T before(Class<T> port, T store) {
        if (this == OPEN) {
            return store;
        }
        return port.cast(Proxy.newProxyInstance(
                port.getClassLoader(),
                new Class<?>[] {port},
                (proxy, method, arguments) -> call(method, store, arguments)));
    }

    private @Nullable Object call(Method method, Object store, Object @Nullable [] arguments) throws Throwable {
        if (method.getDeclaringClass() != Object.class && !method.getName().equals("close")) {
            pass();
        }
        try {
            method.setAccessible(true); // ports are package-private
            return method.invoke(store, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }
}

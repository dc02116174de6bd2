package io.redoubt;

import io.redoubt.api.lock.LockHandle;
import io.redoubt.api.session.Session;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Recorder of the methods that are called on objects, and on the sessions and lock handles that they return.
 * Thread-safe.
 */
final class CallRecorder {

    private final Set<Method> called = ConcurrentHashMap.newKeySet();

    /** Returns an object that does what the target does, and records each call. */
    <T> T around(Class<T> type, T target) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    called.add(method);
                    return recorded(invoke(method, target, arguments));
                }));
    }

    private @Nullable Object recorded(@Nullable Object result) {
        if (result instanceof Optional<?> optional) {
            return optional.map(this::recorded);
        }
        if (result instanceof Session session) {
            return around(Session.class, session);
        }
        return result instanceof LockHandle handle ? around(LockHandle.class, handle) : result;
    }

    /** Calls a method, and throws what it throws. */
    static @Nullable Object invoke(Method method, Object target, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Returns the methods of these interfaces that were not called on any object. */
    List<String> uncalled(Class<?>... types) {
        return Arrays.stream(types)
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !called.contains(method))
                .map(Method::toString)
                .toList();
    }
}

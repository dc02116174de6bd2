package io.redoubt.tck.refusal;

import static java.util.stream.Collectors.toCollection;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Test recorder of the methods that are called on an object and on the objects it returns. Thread-safe. */
public final class MethodCallRecorder {

    private final Set<Method> called = ConcurrentHashMap.newKeySet();
    private final List<Class<?>> results;

    private MethodCallRecorder(List<Class<?>> results) {
        this.results = results;
    }

    /**
     * Returns a recorder that has recorded nothing.
     *
     * @param results interfaces of results on which calls are recorded too; of several that fit, the first
     */
    public static MethodCallRecorder of(Class<?>... results) {
        return new MethodCallRecorder(List.of(results));
    }

    /** Returns an object that does what the target does, and records each call. */
    public <T> T around(Class<T> type, T target) {
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
        for (Class<?> type : results) {
            if (type.isInstance(result)) {
                return aroundResult(type, result);
            }
        }
        return result;
    }

    private <T> T aroundResult(Class<T> type, Object result) {
        return around(type, type.cast(result));
    }

    /** Calls a method, and throws what it throws. */
    public static @Nullable Object invoke(Method method, Object target, Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Returns the methods of these interfaces that were not called on any object. */
    public List<String> uncalled(Class<?>... types) {
        return methods(types)
                .filter(method -> !called.contains(method))
                .map(Method::toString)
                .toList();
    }

    /** Returns the names of the methods of these interfaces of which no overload was called on any object. */
    public Set<String> uncalledNames(Class<?>... types) {
        Set<String> names = methods(types).map(MethodCallRecorder::name).collect(toCollection(TreeSet::new));
        called.forEach(method -> names.remove(name(method)));
        return names;
    }

    private static Stream<Method> methods(Class<?>... types) {
        return Arrays.stream(types)
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .filter(method -> !Modifier.isStatic(method.getModifiers()));
    }

    private static String name(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }
}

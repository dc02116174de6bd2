package io.redoubt;

import static java.util.Objects.requireNonNull;

import io.redoubt.api.lock.LockHandle;
import io.redoubt.tck.refusal.MethodCallRecorder;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Blocking objects whose methods call those of the same name of an asynchronous view and wait for the result, so that
 * one test runs on both. A method that the view does not have is that of the object itself.
 *
 * @param type the interface of the view
 * @param view the view
 */
record BlockingCalls(Class<?> type, Object view) {

    /** Returns an object with the methods of the view that begin with these arguments and those of the object. */
    <T> T around(Class<T> calls, T object, Object... first) {
        return calls.cast(Proxy.newProxyInstance(
                calls.getClassLoader(), new Class<?>[] {calls}, (proxy, method, arguments) -> {
                    Optional<Method> asynchronous = find(method, first.length);
                    if (asynchronous.isEmpty()) {
                        return MethodCallRecorder.invoke(method, object, arguments);
                    }
                    List<Object> all = new ArrayList<>(List.of(first));
                    all.addAll(Arrays.asList(arguments == null ? new Object[0] : arguments));
                    Object future = MethodCallRecorder.invoke(asynchronous.get(), view, all.toArray());
                    return blocking(join((CompletableFuture<?>) requireNonNull(future)));
                }));
    }

    private Optional<Method> find(Method blocking, int first) {
        return Arrays.stream(type.getMethods())
                .filter(method -> method.getName().equals(blocking.getName()))
                .filter(method -> {
                    Class<?>[] parameters = method.getParameterTypes();
                    return parameters.length >= first
                            && Arrays.equals(
                                    Arrays.copyOfRange(parameters, first, parameters.length),
                                    blocking.getParameterTypes());
                })
                .findFirst();
    }

    private static @Nullable Object join(CompletableFuture<?> future) throws Throwable {
        try {
            return future.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    private @Nullable Object blocking(@Nullable Object result) {
        if (result instanceof Optional<?> optional) {
            return optional.map(this::blocking);
        }
        return result instanceof LockHandle handle ? around(LockHandle.class, handle, handle) : result;
    }
}

package io.redoubt.api;

/**
 * Decorator that makes the caller's context, such as a logging context or a trace, available to a task on another
 * thread. Such tasks are asynchronous calls, loaders, background refreshes and {@code onLost} actions.
 *
 * <pre>{@code
 * TaskDecorator mdc = task -> {
 *     Map<String, String> context = MDC.getCopyOfContextMap();
 *     return () -> {
 *         Map<String, String> before = MDC.getCopyOfContextMap();
 *         MDC.setContextMap(context);
 *         try {
 *             task.run();
 *         } finally {
 *             MDC.setContextMap(before);
 *         }
 *     };
 * };
 * }</pre>
 *
 * <p>Must be thread-safe and must not block. If {@link #decorate} or the returned task throws, or does not run the
 * given task, the work fails with an {@link AsyncRejectedException} that names this decorator.
 */
@FunctionalInterface
public interface TaskDecorator {

    /**
     * Returns a task that runs the given one, on the same thread and once, in the context of the caller. Called on
     * the thread of the caller.
     */
    Runnable decorate(Runnable task);

    /** Returns a decorator that changes nothing. */
    static TaskDecorator none() {
        return task -> task;
    }
}

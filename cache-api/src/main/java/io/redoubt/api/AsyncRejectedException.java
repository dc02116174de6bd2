package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/**
 * Exception for an asynchronous call that was not run, so that nothing was done: a bound of {@link AsyncSettings} is
 * reached, or the application's executor or {@link TaskDecorator} failed. The message names the bound and its
 * setting. The future of the call fails with it; it is not thrown.
 *
 * <p>The same call may succeed later.
 */
public final class AsyncRejectedException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    public AsyncRejectedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

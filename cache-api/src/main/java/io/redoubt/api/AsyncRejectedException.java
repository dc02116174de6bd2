package io.redoubt.api;

import org.jspecify.annotations.Nullable;

/**
 * Exception for an asynchronous call that was rejected before it started to run. The future of the call fails with it;
 * it is not thrown. Either a limit of {@link AsyncSettings} was reached, which the message names together with its
 * setting, or the application's executor or {@link TaskDecorator} failed. Nothing was done.
 *
 * <p>The same call may succeed later.
 */
public final class AsyncRejectedException extends RedoubtException {

    private static final long serialVersionUID = 1L;

    public AsyncRejectedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package io.redoubt.tck.async;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Feature under test that offers asynchronous calls, such as the cache, reduced to one sample call and an action that
 * closes it.
 *
 * @param threadPrefix how the names of its threads begin
 * @param call makes an asynchronous call that succeeds
 * @param closing closes the feature; idempotent
 */
public record AsyncFeature(String threadPrefix, Supplier<CompletableFuture<?>> call, Runnable closing) {}

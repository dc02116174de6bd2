package io.redoubt.tck.async;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Feature under test, such as the cache, with one sample asynchronous call and an action that closes the feature.
 *
 * @param threadPrefix how the names of its threads begin
 * @param call makes an asynchronous call that succeeds
 * @param closing closes the feature; idempotent
 */
public record AsyncFeatureUnderTest(String threadPrefix, Supplier<CompletableFuture<?>> call, Runnable closing) {}

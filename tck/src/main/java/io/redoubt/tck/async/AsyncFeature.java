package io.redoubt.tck.async;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Feature with an asynchronous view, under test.
 *
 * @param threadPrefix how the names of its threads begin
 * @param call makes an asynchronous call that succeeds
 * @param closing closes the feature; idempotent
 */
public record AsyncFeature(String threadPrefix, Supplier<CompletableFuture<?>> call, Runnable closing) {}

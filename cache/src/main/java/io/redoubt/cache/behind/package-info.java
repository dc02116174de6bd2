/**
 * Writing things to their source: at once ({@link io.redoubt.api.cache.WriteThrough}), or in the background
 * ({@link io.redoubt.api.cache.WriteBehind}).
 *
 * <p>Write-behind is written once, above {@code PendingWriteStore}, the port of what waits, which is on Redis or in this process.
 */
@NullMarked
package io.redoubt.cache.behind;

import org.jspecify.annotations.NullMarked;

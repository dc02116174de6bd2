package io.redoubt.api.cache;

import java.time.Instant;

/**
 * Failed write that a {@link WriteBehind} queue no longer attempts, but keeps for a later retry by the application.
 * Immutable.
 *
 * @param key text of the key
 * @param id id of the write
 * @param reason the last exception of the writer, or the reason why the write was not passed to it
 * @param since when the write was given up, by the server's clock
 */
public record DeadLetter(String key, long id, String reason, Instant since) {}

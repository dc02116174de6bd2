package io.redoubt.api.cache;

import java.time.Instant;

/**
 * A write that was given up. Immutable.
 *
 * @param key the text of its key
 * @param id the id of the write
 * @param reason what its writer threw last, or why it was not given to it
 * @param since when it was given up, by the server's clock
 */
public record DeadLetter(String key, long id, String reason, Instant since) {}

/**
 * Sessions: {@link io.redoubt.api.session.SessionStore} on Redis and in this process.
 *
 * <p>Written once, above a small port of stored sessions that has the two implementations.
 */
@NullMarked
package io.redoubt.session;

import org.jspecify.annotations.NullMarked;

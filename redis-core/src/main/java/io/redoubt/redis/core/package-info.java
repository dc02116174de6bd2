/**
 * Redis support that all features share, so that drivers contain connection code only: key layout, scripts, the
 * list of denied commands, translation and logging of failures, and clocks.
 *
 * <p>Terms: a <b>denied</b> command is not sent, because it would harm the server, or the shared connection that it
 * would use. A <b>logical</b> key is the name that a feature uses; the <b>physical</b> key, which is sent to the
 * server, is the {@link io.redoubt.redis.core.KeyPrefix}, the {@link io.redoubt.redis.core.KeyKind} and the logical
 * key. An <b>operation</b> is one call of a feature's API.
 */
@NullMarked
package io.redoubt.redis.core;

import org.jspecify.annotations.NullMarked;

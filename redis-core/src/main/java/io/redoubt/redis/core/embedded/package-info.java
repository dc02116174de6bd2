/** Clock of the in-memory stores and a hook before their operations, both of which a test kit replaces. */
@NullMarked
package io.redoubt.redis.core.embedded;

import org.jspecify.annotations.NullMarked;

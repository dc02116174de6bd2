/** Surroundings of the embedded features, which a test kit replaces: the clock, and a gate before each operation. */
@NullMarked
package io.redoubt.redis.core.embedded;

import org.jspecify.annotations.NullMarked;

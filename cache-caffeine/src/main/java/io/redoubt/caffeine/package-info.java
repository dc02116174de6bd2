/** Bounded state of this process, on Caffeine. Independent of Redis. */
@NullMarked
package io.redoubt.caffeine;

import org.jspecify.annotations.NullMarked;

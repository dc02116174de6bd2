/** State that lives in this process, bounded, on Caffeine. Knows nothing of Redis. */
@NullMarked
package io.redoubt.caffeine;

import org.jspecify.annotations.NullMarked;

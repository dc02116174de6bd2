/** The contracts of the cache. */
@NullMarked
package io.redoubt.tck.cache;

import org.jspecify.annotations.NullMarked;

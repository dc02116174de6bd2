/** The cache: a store of values under keys, and regions that load what is missing. */
@NullMarked
package io.redoubt.api.cache;

import org.jspecify.annotations.NullMarked;

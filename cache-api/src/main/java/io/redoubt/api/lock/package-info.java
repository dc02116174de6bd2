/** Locks with fencing tokens, held by one holder at a time in all processes. */
@NullMarked
package io.redoubt.api.lock;

import org.jspecify.annotations.NullMarked;

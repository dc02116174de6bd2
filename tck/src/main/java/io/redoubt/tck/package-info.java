/** How a backend proves itself: the contracts, and what they need to run. */
@NullMarked
package io.redoubt.tck;

import org.jspecify.annotations.NullMarked;

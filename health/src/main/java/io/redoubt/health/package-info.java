/** Health checks of Redis and of the embedded backend, and composite checks. */
@NullMarked
package io.redoubt.health;

import org.jspecify.annotations.NullMarked;

/** Health checks: the interface, and the results that it returns. */
@NullMarked
package io.redoubt.api.health;

import org.jspecify.annotations.NullMarked;

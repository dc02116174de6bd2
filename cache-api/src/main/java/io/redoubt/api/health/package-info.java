/** How components tell whether they are well. */
@NullMarked
package io.redoubt.api.health;

import org.jspecify.annotations.NullMarked;

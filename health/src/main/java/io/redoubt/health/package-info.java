/** Probes that tell how Redis is, and their composite. */
@NullMarked
package io.redoubt.health;

import org.jspecify.annotations.NullMarked;

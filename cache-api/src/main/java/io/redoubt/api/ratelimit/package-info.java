/** Limits on how often something may happen, exact and shared by all processes. */
@NullMarked
package io.redoubt.api.ratelimit;

import org.jspecify.annotations.NullMarked;

/** Rate limits: exact limits, shared by all processes, on how often something may happen. */
@NullMarked
package io.redoubt.api.ratelimit;

import org.jspecify.annotations.NullMarked;

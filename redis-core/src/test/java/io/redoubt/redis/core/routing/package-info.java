@NullMarked
package io.redoubt.redis.core.routing;

import org.jspecify.annotations.NullMarked;

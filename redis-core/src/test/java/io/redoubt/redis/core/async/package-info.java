@NullMarked
package io.redoubt.redis.core.async;

import org.jspecify.annotations.NullMarked;

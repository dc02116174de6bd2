@NullMarked
package io.redoubt.redis.core.support;

import org.jspecify.annotations.NullMarked;

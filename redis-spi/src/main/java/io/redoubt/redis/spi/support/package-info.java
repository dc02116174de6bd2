/**
 * Building blocks of drivers: what every driver needs beside its client library. Not for applications.
 */
@NullMarked
package io.redoubt.redis.spi.support;

import org.jspecify.annotations.NullMarked;

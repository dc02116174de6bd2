/** Real Redis and Valkey servers for tests: found, started, looked at and ended. */
@NullMarked
package io.redoubt.tck.server;

import org.jspecify.annotations.NullMarked;

/** Capture of log output for tests that verify it. */
@NullMarked
package io.redoubt.tck.log;

import org.jspecify.annotations.NullMarked;

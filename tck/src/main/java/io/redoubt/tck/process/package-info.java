/** Other JVMs, for what has to hold between processes. */
@NullMarked
package io.redoubt.tck.process;

import org.jspecify.annotations.NullMarked;

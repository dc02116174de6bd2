/** Servers that misbehave, for tests of what a client makes of them. */
@NullMarked
package io.redoubt.tck.net;

import org.jspecify.annotations.NullMarked;

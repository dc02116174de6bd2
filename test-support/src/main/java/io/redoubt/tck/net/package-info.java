/** Reserved loopback ports, and servers that misbehave, for tests of clients. */
@NullMarked
package io.redoubt.tck.net;

import org.jspecify.annotations.NullMarked;

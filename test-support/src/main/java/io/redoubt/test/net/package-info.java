/** Reserved loopback ports, and servers that misbehave, for tests of clients. */
@NullMarked
package io.redoubt.test.net;

import org.jspecify.annotations.NullMarked;

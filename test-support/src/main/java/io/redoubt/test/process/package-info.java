/** Child JVMs and signals, for tests of guarantees between processes. */
@NullMarked
package io.redoubt.test.process;

import org.jspecify.annotations.NullMarked;

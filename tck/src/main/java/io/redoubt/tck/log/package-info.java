/** What is logged, for tests that read it. */
@NullMarked
package io.redoubt.tck.log;

import org.jspecify.annotations.NullMarked;

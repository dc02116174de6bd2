/** What must hold after every test: nothing leaked, nothing left without a time to live. */
@NullMarked
package io.redoubt.tck.invariants;

import org.jspecify.annotations.NullMarked;

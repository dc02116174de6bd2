/** Invariants that must hold after every test: no leaks, and no key without a time to live. */
@NullMarked
package io.redoubt.tck.invariants;

import org.jspecify.annotations.NullMarked;

/**
 * What callers get when servers and networks fail: faults, trials that strike a master with one of them while callers are
 * at work, and the table of what came out.
 */
@NullMarked
package io.redoubt.tck.fault;

import org.jspecify.annotations.NullMarked;

/**
 * Contract for what callers get when servers and networks fail.
 *
 * <p>A <em>fault</em> is injected into a master, the <em>target</em>, while callers keep calling. A <em>fault
 * run</em> records what they get, and its report becomes a row of the table of faults.
 */
@NullMarked
package io.redoubt.tck.fault;

import org.jspecify.annotations.NullMarked;

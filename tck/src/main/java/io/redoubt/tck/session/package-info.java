/** What every store of sessions has to do, and what finds out whether one does not. */
@NullMarked
package io.redoubt.tck.session;

import org.jspecify.annotations.NullMarked;

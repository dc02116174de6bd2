/** Marked, as it should be. */
@NullMarked
package bad.nullmarked.io.redoubt.session;

import org.jspecify.annotations.NullMarked;

/** Says the opposite. */
@NullUnmarked
package bad.nullmarked.io.redoubt.lock;

import org.jspecify.annotations.NullUnmarked;

/**
 * The rules of the house, over the class files of all production modules.
 *
 * <p>A rule knows packages by patterns such as {@code ..io.redoubt.api..} alone, so that the same rule runs on production
 * and on its fixtures, which lie in packages such as {@code bad.clock.io.redoubt.cache}.
 */
@NullMarked
package io.redoubt.architecture;

import org.jspecify.annotations.NullMarked;

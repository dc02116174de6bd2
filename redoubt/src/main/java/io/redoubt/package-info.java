/** The front door: one object that hands out all features, on Redis or in this process. */
@NullMarked
package io.redoubt;

import org.jspecify.annotations.NullMarked;

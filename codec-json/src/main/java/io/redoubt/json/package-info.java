/** Codec that stores values as plain JSON. */
@NullMarked
package io.redoubt.json;

import org.jspecify.annotations.NullMarked;

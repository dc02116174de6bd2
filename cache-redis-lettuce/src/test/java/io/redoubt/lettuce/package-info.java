@NullMarked
package io.redoubt.lettuce;

import org.jspecify.annotations.NullMarked;

/** User sessions that are shared by all processes: creation, lookup, update, rotation and destruction. */
@NullMarked
package io.redoubt.api.session;

import org.jspecify.annotations.NullMarked;

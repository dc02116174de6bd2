/** Sessions of users: created, found, changed, rotated and destroyed, on all processes alike. */
@NullMarked
package io.redoubt.api.session;

import org.jspecify.annotations.NullMarked;

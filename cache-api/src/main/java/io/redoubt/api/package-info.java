/**
 * What all features share: the exception family, time to live, key templates, the codec port.
 *
 * <p>An application depends on this module's packages and on nothing below them.
 */
@NullMarked
package io.redoubt.api;

import org.jspecify.annotations.NullMarked;

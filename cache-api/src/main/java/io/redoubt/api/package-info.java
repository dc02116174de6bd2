/**
 * Types that all features share: the exceptions, the time to live, key templates, and the codec interface.
 *
 * <p>An application depends on the packages of this module and on nothing below them.
 */
@NullMarked
package io.redoubt.api;

import org.jspecify.annotations.NullMarked;

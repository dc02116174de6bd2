/** Proxies that stand between a driver and its server. */
@NullMarked
package io.redoubt.tck.proxy;

import org.jspecify.annotations.NullMarked;

/** TCP proxies between a driver and its server that count commands and inject faults. */
@NullMarked
package io.redoubt.test.proxy;

import org.jspecify.annotations.NullMarked;

/** Distributed locks with leases and fencing tokens. A lock has one holder at a time across all processes. */
@NullMarked
package io.redoubt.api.lock;

import org.jspecify.annotations.NullMarked;

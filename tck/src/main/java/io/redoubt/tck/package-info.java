/** Test kit for implementations: contracts that they must pass, and the infrastructure to run those contracts. */
@NullMarked
package io.redoubt.tck;

import org.jspecify.annotations.NullMarked;

/** What a contract runs on: this process, or a driver on a real server. */
@NullMarked
package io.redoubt.tck.backend;

import org.jspecify.annotations.NullMarked;

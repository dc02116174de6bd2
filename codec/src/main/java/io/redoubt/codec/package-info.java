/** Codecs that need no library: bytes and text as they are, and wrappers that compress and encrypt. */
@NullMarked
package io.redoubt.codec;

import org.jspecify.annotations.NullMarked;

package io.redoubt.codec;

import io.redoubt.api.Codec;
import io.redoubt.api.TypeRef;

/** Codec of the raw values that the tests wrap, which also tells which method was called. */
record TextCodec() implements Codec {

    @Override
    public byte[] encode(Object value) {
        return RawCodec.create().encode(value);
    }

    @Override
    public byte[] encode(Object value, TypeRef<?> type) {
        return RawCodec.create().encode("typed " + value);
    }

    @Override
    public <T> T decode(byte[] bytes, TypeRef<T> type) {
        return RawCodec.create().decode(bytes, type);
    }
}

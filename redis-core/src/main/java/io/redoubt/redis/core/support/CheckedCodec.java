package io.redoubt.redis.core.support;

import io.redoubt.api.Codec;
import io.redoubt.api.CodecException;
import io.redoubt.api.TypeRef;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decorator that turns every failure of an application's {@link Codec} into a {@link CodecException}. Failures are
 * other exceptions, an {@code Error} such as a stack overflow, and null instead of a result. Equal if the codecs are.
 * Thread-safe.
 */
public final class CheckedCodec implements Codec {

    private final Codec codec;

    private CheckedCodec(Codec codec) {
        this.codec = codec;
    }

    /** Returns the codec with this check; a codec that has it already is returned as it is. */
    public static CheckedCodec of(Codec codec) {
        return codec instanceof CheckedCodec checked ? checked : new CheckedCodec(codec);
    }

    @Override
    public byte[] encode(Object value) {
        return checked("encoding a " + value.getClass().getName(), () -> codec.encode(value));
    }

    @Override
    public byte[] encode(Object value, TypeRef<?> type) {
        return checked("encoding a " + value.getClass().getName(), () -> codec.encode(value, type));
    }

    @Override
    public <T> T decode(byte[] bytes, TypeRef<T> type) {
        return checked("decoding a " + type, () -> codec.decode(bytes, type));
    }

    @Override
    public boolean isRandomized() {
        return codec.isRandomized();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CheckedCodec that && codec.equals(that.codec);
    }

    @Override
    public int hashCode() {
        return codec.hashCode();
    }

    /** Returns the class of the codec, for messages. */
    public String name() {
        return codec.getClass().getSimpleName();
    }

    private <T> T checked(String work, Supplier<T> call) {
        @Nullable T result;
        try {
            result = call.get();
        } catch (CodecException e) {
            throw e;
        } catch (Throwable e) {
            // Without the message, which may contain a part of the value.
            throw new CodecException(
                    work + " failed in " + name() + ": " + e.getClass().getName(), e);
        }
        if (result == null) {
            throw new CodecException(work + " returned null in " + name(), null);
        }
        return result;
    }
}

package io.redoubt.json;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.TimeZone;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.std.StdSerializer;

/**
 * Jackson serializer that refuses a value of a JDK class if its JSON would decode to a different value. It decodes each
 * value before writing it. Used for rarely stored classes, of which not every value survives JSON. Thread-safe.
 */
final class RoundTripCheckingSerializer extends StdSerializer<Object> {

    /** Classes whose values belong to subclasses that applications do not name. */
    private static final List<Class<?>> READ_AS = List.of(
            TimeZone.class,
            InetAddress.class,
            Path.class,
            ByteBuffer.class,
            java.time.ZoneId.class,
            java.nio.charset.Charset.class);

    private final transient RoundTripCheckingModule module;
    private final transient ValueSerializer<Object> delegate;

    private RoundTripCheckingSerializer(RoundTripCheckingModule module, ValueSerializer<Object> delegate) {
        super(Object.class);
        this.module = module;
        this.delegate = delegate;
    }

    @SuppressWarnings("unchecked") // Jackson calls it with values of its type
    static ValueSerializer<Object> of(RoundTripCheckingModule module, ValueSerializer<?> delegate) {
        return new RoundTripCheckingSerializer(module, (ValueSerializer<Object>) delegate);
    }

    @Override
    public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
        verify(value, context);
        delegate.serialize(value, generator, context);
    }

    @Override
    public void serializeWithType(
            Object value, JsonGenerator generator, SerializationContext context, TypeSerializer typeSerializer) {
        verify(value, context);
        delegate.serializeWithType(value, generator, context, typeSerializer);
    }

    private void verify(Object value, SerializationContext context) {
        boolean same;
        try {
            same = value.equals(module.copy(value, readAs(value)));
        } catch (JacksonException e) {
            same = false;
        }
        if (!same) {
            context.reportBadDefinition(
                    value.getClass(),
                    "this " + value.getClass().getName() + " would not be read as it is: "
                            + JdkRoundTripClassifier.NO_FORM);
        }
    }

    private static Class<?> readAs(Object value) {
        return READ_AS.stream()
                .filter(type -> type.isInstance(value))
                .findFirst()
                .orElse(value.getClass());
    }
}

package io.redoubt.json;

import java.util.Iterator;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.jsontype.TypeSerializer;
import tools.jackson.databind.ser.PropertyWriter;
import tools.jackson.databind.util.NameTransformer;

/**
 * Jackson serializer that writes the type of a value even where Jackson would omit the type. Jackson omits it in
 * collections whose element type is unknown, since generics are erased. Without this serializer, a {@code List<Shape>}
 * could be written, but not be read as one.
 */
final class AlwaysTypedSerializer extends ValueSerializer<Object> {

    private final JavaType type;
    private final ValueSerializer<Object> delegate;

    private AlwaysTypedSerializer(JavaType type, ValueSerializer<Object> delegate) {
        this.type = type;
        this.delegate = delegate;
    }

    @SuppressWarnings("unchecked") // Jackson calls it with values of its type
    static ValueSerializer<Object> of(JavaType type, ValueSerializer<?> delegate) {
        return new AlwaysTypedSerializer(type, (ValueSerializer<Object>) delegate);
    }

    @Override
    public void serialize(Object value, JsonGenerator generator, SerializationContext context) {
        TypeSerializer typeSerializer = context.findTypeSerializer(type);
        if (typeSerializer == null) {
            delegate.serialize(value, generator, context);
        } else {
            delegate.serializeWithType(value, generator, context, typeSerializer);
        }
    }

    @Override
    public void serializeWithType(
            Object value, JsonGenerator generator, SerializationContext context, TypeSerializer typeSerializer) {
        delegate.serializeWithType(value, generator, context, typeSerializer);
    }

    @Override
    public void resolve(SerializationContext context) {
        delegate.resolve(context);
    }

    @Override
    public ValueSerializer<?> createContextual(SerializationContext context, BeanProperty property) {
        ValueSerializer<?> contextual = delegate.createContextual(context, property);
        return contextual == delegate ? this : of(type, contextual);
    }

    @Override
    public ValueSerializer<Object> unwrappingSerializer(NameTransformer unwrapper) {
        return delegate.unwrappingSerializer(unwrapper);
    }

    @Override
    public ValueSerializer<?> withFilterId(Object filterId) {
        return of(type, delegate.withFilterId(filterId));
    }

    @Override
    public Class<?> handledType() {
        return delegate.handledType();
    }

    @Override
    public boolean usesObjectId() {
        return delegate.usesObjectId();
    }

    @Override
    public boolean isEmpty(SerializationContext context, Object value) {
        return delegate.isEmpty(context, value);
    }

    @Override
    public ValueSerializer<?> getDelegatee() {
        return delegate;
    }

    @Override
    public Iterator<PropertyWriter> properties() {
        return delegate.properties();
    }
}

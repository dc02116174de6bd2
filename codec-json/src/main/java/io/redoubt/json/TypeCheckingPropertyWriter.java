package io.redoubt.json;

import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ser.BeanPropertyWriter;

/**
 * Jackson {@link BeanPropertyWriter} that refuses to write a value if reading it back would give a different value. A
 * {@link DeclaredTypeRoundTripCheck} of the property's declared type decides.
 */
final class TypeCheckingPropertyWriter extends BeanPropertyWriter {

    private final transient DeclaredTypeRoundTripCheck check;

    TypeCheckingPropertyWriter(BeanPropertyWriter property, DeclaredTypeRoundTripCheck check) {
        super(property);
        this.check = check;
    }

    @Override
    public void serializeAsProperty(Object bean, JsonGenerator generator, SerializationContext context)
            throws Exception {
        verify(bean, context);
        super.serializeAsProperty(bean, generator, context);
    }

    @Override
    public void serializeAsElement(Object bean, JsonGenerator generator, SerializationContext context)
            throws Exception {
        verify(bean, context);
        super.serializeAsElement(bean, generator, context);
    }

    private void verify(Object bean, SerializationContext context) throws Exception {
        String obstacle = check.obstacle(get(bean));
        if (obstacle != null) {
            context.reportBadDefinition(getType(), "property '" + getName() + "': " + obstacle);
        }
    }
}

package io.redoubt.json;

import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.BeanDescription;
import tools.jackson.databind.DeserializationConfig;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.deser.ValueDeserializerModifier;
import tools.jackson.databind.deser.ValueInstantiator;

/**
 * Jackson {@link ValueDeserializerModifier} that only records how bean deserializers create instances, and changes
 * nothing. Thread-safe.
 */
final class BeanCreationRecorder extends ValueDeserializerModifier {

    private final transient Map<Class<?>, BeanCreation> forms;

    BeanCreationRecorder(Map<Class<?>, BeanCreation> forms) {
        this.forms = forms;
    }

    @Override
    public ValueDeserializer<?> modifyDeserializer(
            DeserializationConfig config, BeanDescription.Supplier description, ValueDeserializer<?> deserializer) {
        if (deserializer instanceof ValueInstantiator.Gettable bean && deserializer.getKnownPropertyNames() != null) {
            ValueInstantiator creator = bean.getValueInstantiator();
            forms.put(
                    description.getBeanClass(),
                    new BeanCreation(
                            deserializer.getKnownPropertyNames().stream()
                                    .map(String::valueOf)
                                    .collect(Collectors.toUnmodifiableSet()),
                            creator.canCreateUsingDefault() || creator.canCreateFromObjectWith(),
                            creator.canCreateUsingDelegate() || creator.canCreateUsingArrayDelegate(),
                            isFromOther(creator)));
        }
        return deserializer;
    }

    private static boolean isFromOther(ValueInstantiator creator) {
        return creator.canCreateFromString()
                || creator.canCreateFromInt()
                || creator.canCreateFromLong()
                || creator.canCreateFromBigInteger()
                || creator.canCreateFromDouble()
                || creator.canCreateFromBigDecimal()
                || creator.canCreateFromBoolean();
    }
}

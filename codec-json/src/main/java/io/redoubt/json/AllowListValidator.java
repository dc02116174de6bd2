package io.redoubt.json;

import tools.jackson.databind.DatabindContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.jsontype.PolymorphicTypeValidator;

/**
 * Jackson {@link PolymorphicTypeValidator} that accepts only the types listed in {@link AllowedTypes}. It checks the
 * name before a class is loaded, and then all type arguments and element types. Immutable, thread-safe.
 */
final class AllowListValidator extends PolymorphicTypeValidator {

    private final transient AllowedTypes allowed;

    AllowListValidator(AllowedTypes allowed) {
        this.allowed = allowed;
    }

    @Override
    public Validity validateBaseType(DatabindContext context, JavaType base) {
        return Validity.INDETERMINATE;
    }

    @Override
    public Validity validateSubClassName(DatabindContext context, JavaType base, String name) {
        // Allowed names are looked at again as types, since the id may go on with type arguments.
        return name.startsWith("[") || allowed.allowsName(name) ? Validity.INDETERMINATE : Validity.DENIED;
    }

    @Override
    public Validity validateSubType(DatabindContext context, JavaType base, JavaType type) {
        return isAllowed(type) ? Validity.ALLOWED : Validity.DENIED;
    }

    boolean isAllowed(JavaType type) {
        if (type.isArrayType()) {
            return isAllowed(type.getContentType());
        }
        return (type.isPrimitive() || allowed.allowsName(type.getRawClass().getName()))
                && (type.getKeyType() == null || isAllowed(type.getKeyType()))
                && (type.getContentType() == null || isAllowed(type.getContentType()))
                && type.getBindings().getTypeParameters().stream().allMatch(this::isAllowed);
    }
}

package io.redoubt.json;

import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.redoubt.api.RawJson;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.exc.InvalidDefinitionException;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * Jackson module that restricts a mapper to writing values that the same mapper could read back. Each class and each
 * declared type is checked once, by building its deserializer. Thread-safe.
 */
final class RoundTripCheckingModule extends SimpleModule {

    private final transient ConcurrentMap<Class<?>, BeanCreation> readForms = new ConcurrentHashMap<>();
    private transient @Nullable JsonMapper mapper;
    private transient @Nullable JsonMapper unchecked;

    private final transient @Nullable AllowedTypes allowed;

    private RoundTripCheckingModule(@Nullable AllowedTypes allowed) {
        super("redoubt-round-trip");
        this.allowed = allowed;
        addDeserializer(Pattern.class, new RegexRejectingDeserializer());
        setSerializerModifier(new RoundTripSerializerModifier(this));
        setDeserializerModifier(new BeanCreationRecorder(readForms));
    }

    /** Creates the module of a mapper that knows classes from the declared types and their annotations. */
    static RoundTripCheckingModule byDeclaration() {
        return new RoundTripCheckingModule(null);
    }

    /** Creates the module of a mapper that reads names of classes from the JSON. */
    static RoundTripCheckingModule byClassName(AllowedTypes allowed) {
        return new RoundTripCheckingModule(allowed);
    }

    /** Returns a copy of a mapper with this module, which belongs to that copy from now on. */
    JsonMapper addTo(JsonMapper base) {
        JsonMapper checked = base.rebuild().addModule(this).build();
        mapper = checked;
        unchecked = base;
        return checked;
    }

    /** Returns why values of a class must not be written at all; null if they may. */
    @Nullable
    String denial(Class<?> type) {
        if (type == RawJson.class && allowed != null) {
            return "its text names no class: use the JsonCodec for it";
        }
        Class<?> named = Enum.class.isAssignableFrom(type) && !type.isEnum() ? type.getSuperclass() : type;
        return allowed == null || named.isPrimitive() || allowed.allowsName(named.getName())
                ? null
                : "it is not among the allowed types: list it in AllowedTypes";
    }

    /** Returns whether the JSON names the class of each value whose declared type is not final. */
    boolean hasClassNames() {
        return allowed != null;
    }

    /** Returns how a class is created from JSON; null if not as a bean. */
    @Nullable
    BeanCreation readForm(Class<?> type) {
        return readForms.get(type);
    }

    /** Returns whether instances of a class can be created, as far as its bean deserializer tells. */
    boolean isCreatable(Class<?> type) {
        BeanCreation form = readForms.get(type);
        return form == null || form.isCreatable();
    }

    /** Returns whether a class is written and read as a bean, by the rules of Jackson alone. */
    boolean isBean(Class<?> type) {
        return readForms.containsKey(type);
    }

    /** Returns why map keys of this type could not be read; null if they could. */
    @Nullable
    String keyObstacle(JavaType key) {
        if (java.util.Calendar.class.isAssignableFrom(key.getRawClass())) {
            return "calendars as map keys lose their zone";
        }
        if (key.getRawClass() == RawJson.class) {
            return "raw JSON is not the text of a map key: use its text()";
        }
        return key.isJavaLangObject() || Enum.class.isAssignableFrom(key.getRawClass())
                ? null
                : definitionError(
                        "null",
                        mapper().getTypeFactory()
                                .constructMapType(java.util.Map.class, key, mapper().constructType(Object.class)));
    }

    /** Returns what Jackson says against the definition of a type when it reads JSON; null if nothing. */
    @Nullable
    String definitionError(String json, JavaType type) {
        try {
            mapper().readerFor(type).readValue(json);
            return null;
        } catch (InvalidDefinitionException e) {
            return e.getOriginalMessage() + "; annotate the type with @JsonTypeInfo, or give it a deserializer";
        } catch (JacksonException | LinkageError e) {
            return null; // the type can be read, but not from this JSON
        }
    }

    /** Returns a copy of a value by writing and reading it, without checks. */
    <T> T copy(T value, Class<? extends T> readAs) {
        JsonMapper plain = java.util.Objects.requireNonNull(unchecked);
        return plain.readValue(plain.writeValueAsBytes(value), readAs);
    }

    /** Returns the check for values of a declared type; null if the type alone determines their class. */
    @Nullable
    DeclaredTypeRoundTripCheck valueCheck(JavaType type) {
        return hasClassNames() ? null : DeclaredTypeRoundTripCheck.of(type, this);
    }

    /** Returns whether the JSON of a type says which class a value has. */
    boolean isTyped(JavaType type) {
        MapperConfig<?> config = mapper().serializationConfig();
        AnnotatedClass described = config.classIntrospectorInstance().introspectClassAnnotations(type);
        JsonTypeInfo.Value info = config.getAnnotationIntrospector().findPolymorphicTypeInfo(config, described);
        return JsonTypeInfo.Value.isEnabled(info);
    }

    private JsonMapper mapper() {
        JsonMapper known = mapper;
        if (known == null) {
            throw new IllegalStateException("the module belongs to no mapper yet");
        }
        return known;
    }
}

package io.redoubt.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A type reference")
final class TypeRefTest {

    @Nested
    @DisplayName("captures")
    final class Captures {

        @Test
        @DisplayName("a type with its parameters")
        void parameters() {
            assertThat(new TypeRef<Map<String, List<Long>>>() {}.type().getTypeName())
                    .isEqualTo("java.util.Map<java.lang.String, java.util.List<java.lang.Long>>");
        }

        @Test
        @DisplayName("arrays, wildcards and nested types")
        void others() {
            assertThat(new TypeRef<String[]>() {}).isEqualTo(TypeRef.of(String[].class));
            assertThat(new TypeRef<List<String>[]>() {}).hasToString("java.util.List<java.lang.String>[]");
            assertThat(new TypeRef<List<? extends Number>>() {})
                    .hasToString("java.util.List<? extends java.lang.Number>");
        }

        @Test
        @DisplayName("a class")
        void ofClass() {
            assertThat(TypeRef.of(String.class).type()).isEqualTo(String.class);
            assertThat(TypeRef.of(String.class)).hasToString("java.lang.String");
        }
    }

    @Nested
    @DisplayName("is equal")
    final class IsEqual {

        @Test
        @DisplayName("to another of the same type, however that was written")
        void sameType() {
            assertThat(new TypeRef<List<String>>() {})
                    .isEqualTo(new TypeRef<List<String>>() {})
                    .hasSameHashCodeAs(new TypeRef<List<String>>() {});
            assertThat(new TypeRef<String>() {})
                    .isEqualTo(TypeRef.of(String.class))
                    .hasSameHashCodeAs(TypeRef.of(String.class));
        }

        @Test
        @DisplayName("to nothing else")
        void otherType() {
            assertThat(new TypeRef<List<String>>() {})
                    .isNotEqualTo(new TypeRef<List<Long>>() {})
                    .isNotEqualTo(TypeRef.of(List.class))
                    .isNotEqualTo(List.class)
                    .isNotEqualTo(null);
        }
    }

    @Nested
    @DisplayName("is refused where the type is not written out")
    final class IsRefused {

        @Test
        @SuppressWarnings("rawtypes")
        @DisplayName("as a raw subclass")
        void raw() {
            refused(() -> new TypeRef() {});
        }

        @Test
        @DisplayName("as a subclass of a subclass, whose first parameter may be something else")
        void subclassOfSubclass() {
            refused(() -> new Named() {});
            refused(() -> new OfList<String>() {});
        }

        @Test
        @DisplayName("as a type variable, which is nothing at run time")
        void variable() {
            refused(TypeRefTest::<String>variable);
            refused(TypeRefTest::<String>listOfVariable);
            refused(TypeRefTest::<String>arrayOfVariable);
            refused(TypeRefTest::<String>boundedByVariable);
        }

        private static void refused(Runnable make) {
            assertThatThrownBy(make::run)
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("new TypeRef<List<Profile>>() {}");
        }
    }

    private static <T> TypeRef<T> variable() {
        return new TypeRef<T>() {};
    }

    private static <T> TypeRef<List<T>> listOfVariable() {
        return new TypeRef<List<T>>() {};
    }

    private static <T> TypeRef<T[]> arrayOfVariable() {
        return new TypeRef<T[]>() {};
    }

    private static <T> TypeRef<List<? extends T>> boundedByVariable() {
        return new TypeRef<List<? extends T>>() {};
    }

    private abstract static class Named extends TypeRef<String> {}

    private abstract static class OfList<E> extends TypeRef<List<E>> {}

    @Test
    @DisplayName("is made of a type that reflection found, unless that has type variables")
    void reflection() throws ReflectiveOperationException {
        Type list = Signatures.class.getDeclaredMethod("closed").getGenericReturnType();
        assertThat(TypeRef.of(list)).isEqualTo(new TypeRef<java.util.List<String>>() {});
        assertThat(TypeRef.of((Type) String.class)).isEqualTo(TypeRef.of(String.class));
        Type open = Signatures.class.getDeclaredMethod("open").getGenericReturnType();
        assertThatThrownBy(() -> TypeRef.of(open))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("java.util.List<T>");
    }

    @SuppressWarnings("UnusedMethod") // read by reflection
    private interface Signatures {
        java.util.List<String> closed();

        <T> java.util.List<T> open();
    }
}

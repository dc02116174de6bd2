package io.redoubt.json;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Types of an application, as the tests of the codec store them. */
final class SampleTypes {

    private SampleTypes() {}

    /** Enum whose constants have the same text. */
    enum Money {
        US("$"),
        CA("$");

        private final String sign;

        Money(String sign) {
            this.sign = sign;
        }

        @Override
        public String toString() {
            return sign;
        }
    }

    /** Enum whose constants are classes of their own. */
    enum Bodied {
        A {
            @Override
            int number() {
                return 1;
            }
        },
        B {
            @Override
            int number() {
                return 2;
            }
        };

        abstract int number();
    }

    enum Renamed {
        @JsonProperty("n")
        NEW,
        OLD
    }

    sealed interface Shape permits Circle, Square {}

    record Circle(int r) implements Shape {}

    record Square(int a, Shape inner) implements Shape {}

    /** Sealed type with a hole, through which classes come that it does not know. */
    sealed interface Half permits Open, Closed {}

    static non-sealed class Open implements Half {

        public int a = 1;
    }

    static final class More extends Open {

        public int b = 2;
    }

    record Closed(int x) implements Half {}

    /** Abstract type without type information. */
    interface Animal {}

    record Dog(String name) implements Animal {}

    /** Abstract type with type information. */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
    @JsonSubTypes(@JsonSubTypes.Type(Cat.class))
    interface Pet {}

    record Cat(String name) implements Pet {}

    record Key(int a) {}

    record Page<T>(T first, List<T> all) {}

    record Scalars(
            char c,
            byte b,
            short s,
            int i,
            long l,
            float f,
            double d,
            boolean z,
            @Nullable String none) {}

    /** Records with a component of a type that says little. */
    static final class Holder {

        private Holder() {}

        record OfMoney(Money money, List<Money> list, Map<Money, Money> map) {}

        record OfShapes(Shape shape, List<Shape> list, Map<String, Shape> map) {}

        record OfPets(Pet pet, List<Pet> list) {}

        record OfAnimal(@Nullable Animal animal) {}

        record OfObject(Object object) {}

        @SuppressWarnings("NullableOptional") // what some applications do
        record OfOptional(@Nullable Optional<String> optional) {}

        record OfNumber(Number number) {}

        record OfBase(Base base) {}

        record OfBits(BitSet bits) {}

        record OfKeys(Map<Key, String> map) {}
    }

    static class Base {

        public int a;

        Base() {}

        Base(int a) {
            this.a = a;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Base that && that.getClass() == getClass() && that.a == a;
        }

        @Override
        public int hashCode() {
            return a;
        }
    }

    static final class Derived extends Base {

        public int b;

        Derived() {}

        Derived(int a, int b) {
            super(a);
            this.b = b;
        }
    }

    static final class Bean {

        private int x;

        Bean() {}

        Bean(int x) {
            this.x = x;
        }

        public int getX() {
            return x;
        }

        public void setX(int x) {
            this.x = x;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bean that && that.x == x;
        }

        @Override
        public int hashCode() {
            return x;
        }
    }

    /** Class that JSON cannot create. */
    static final class NoDefault {

        private final int x;

        NoDefault(int x) {
            this.x = x;
        }

        NoDefault(int x, int y) {
            this.x = x + y;
        }

        public int getX() {
            return x;
        }
    }

    /** Class whose JSON comes from a field that JSON cannot set. */
    static final class Hidden {

        private int secret;

        Hidden() {}

        Hidden(int secret) {
            this.secret = secret;
        }

        public int getShown() {
            return secret;
        }
    }

    /** Collection with a field of its own. */
    static final class Counted extends ArrayList<String> {

        private static final long serialVersionUID = 1L;

        public int count = 7;
    }
}

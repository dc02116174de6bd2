package io.redoubt.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.redoubt.api.CodecException;
import io.redoubt.api.TypeRef;
import io.redoubt.json.SampleTypes.Animal;
import io.redoubt.json.SampleTypes.Base;
import io.redoubt.json.SampleTypes.Bean;
import io.redoubt.json.SampleTypes.Bodied;
import io.redoubt.json.SampleTypes.Cat;
import io.redoubt.json.SampleTypes.Circle;
import io.redoubt.json.SampleTypes.Closed;
import io.redoubt.json.SampleTypes.Counted;
import io.redoubt.json.SampleTypes.Derived;
import io.redoubt.json.SampleTypes.Dog;
import io.redoubt.json.SampleTypes.Half;
import io.redoubt.json.SampleTypes.Hidden;
import io.redoubt.json.SampleTypes.Holder;
import io.redoubt.json.SampleTypes.Key;
import io.redoubt.json.SampleTypes.Money;
import io.redoubt.json.SampleTypes.More;
import io.redoubt.json.SampleTypes.NoDefault;
import io.redoubt.json.SampleTypes.Page;
import io.redoubt.json.SampleTypes.Pet;
import io.redoubt.json.SampleTypes.Renamed;
import io.redoubt.json.SampleTypes.Scalars;
import io.redoubt.json.SampleTypes.Shape;
import io.redoubt.json.SampleTypes.Square;
import java.io.ByteArrayInputStream;
import java.io.File;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.HttpCookie;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.IntBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.text.SimpleDateFormat;
import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Month;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.chrono.IsoChronology;
import java.time.chrono.JapaneseDate;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.time.temporal.ValueRange;
import java.time.temporal.WeekFields;
import java.util.AbstractMap.SimpleEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Calendar;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.Date;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.EventObject;
import java.util.GregorianCalendar;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.IntSummaryStatistics;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.LinkedList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.PriorityQueue;
import java.util.Properties;
import java.util.Queue;
import java.util.Random;
import java.util.Scanner;
import java.util.Set;
import java.util.SimpleTimeZone;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.StringJoiner;
import java.util.TimeZone;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.Vector;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CopyOnWriteArraySet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Round trips of the types that the guide lists, both as supported and as refused. */
// What applications store.
@SuppressWarnings({
    "AddressSelection",
    "BadImport",
    "IdentityHashMapUsage",
    "JavaUtilDate",
    "JdkObsolete",
    "UnnecessaryStringBuilder"
})
@DisplayName("A value is read as it was written, or refused when it is written:")
final class JsonCodecTypesTest {

    private static final JsonCodec CODEC = JsonCodec.create();

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource({"scalars", "dates", "collections", "maps", "arrays", "own"})
    @DisplayName("supported, with and without knowledge of the type")
    void supported(Object value, TypeRef<?> type) {
        assertThat(same(CODEC.decode(CODEC.encode(value, type), type), value))
                .as("written as %s", type)
                .isTrue();
        assertThat(same(CODEC.decode(CODEC.encode(value), type), value))
                .as("written without its type")
                .isTrue();
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource({"refusedValues", "refusedOwn"})
    @DisplayName("refused, with and without knowledge of the type")
    void refused(Object value, TypeRef<?> type) {
        assertThatThrownBy(() -> CODEC.encode(value, type))
                .isExactlyInstanceOf(CodecException.class)
                .hasMessageContaining(value.getClass().getName());
        assertThatThrownBy(() -> CODEC.encode(value)).isExactlyInstanceOf(CodecException.class);
    }

    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("refusedByDeclaration")
    @DisplayName("refused where the declared type is known, since it tells less than the class of the value")
    void refusedAsDeclared(Object value, TypeRef<?> type) {
        assertThatThrownBy(() -> CODEC.encode(value, type)).isExactlyInstanceOf(CodecException.class);
    }

    static Stream<Arguments> scalars() throws UnknownHostException {
        return Stream.of(
                of(true, Boolean.class),
                of('x', Character.class),
                of((byte) 7, Byte.class),
                of((short) -3, Short.class),
                of(1, Integer.class),
                of(1, int.class),
                of(1L, Long.class),
                of(1.5f, Float.class),
                of(Double.NaN, Double.class),
                of("text", String.class),
                of("text", CharSequence.class),
                of(5, Number.class),
                of(new StringBuilder("text"), StringBuilder.class),
                of(new StringBuffer("text"), StringBuffer.class),
                of(new BigDecimal("1.10"), BigDecimal.class),
                of(BigInteger.TEN.pow(30), BigInteger.class),
                of(new AtomicInteger(3), AtomicInteger.class),
                of(new AtomicLong(3), AtomicLong.class),
                of(new AtomicBoolean(true), AtomicBoolean.class),
                arguments(new AtomicReference<>("a"), new TypeRef<AtomicReference<String>>() {}),
                of(UUID.fromString("00000000-0000-0001-0000-000000000002"), UUID.class),
                of(URI.create("https://example.com/a?b=c"), URI.class),
                of(InetAddress.getByName("127.0.0.1"), InetAddress.class),
                of(InetAddress.getByName("::1"), InetAddress.class),
                of(InetSocketAddress.createUnresolved("example.invalid", 80), InetSocketAddress.class),
                of(Locale.GERMANY, Locale.class),
                of(Locale.ROOT, Locale.class),
                of(Currency.getInstance("EUR"), Currency.class),
                of(StandardCharsets.UTF_8, Charset.class),
                of(Path.of("/a/b"), Path.class),
                of(new File("/a/b"), File.class),
                of(String.class, Class.class),
                of(TimeZone.getTimeZone("Europe/Berlin"), TimeZone.class),
                of(ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.class),
                of(OptionalInt.of(1), OptionalInt.class),
                of(OptionalLong.empty(), OptionalLong.class),
                of(OptionalDouble.of(1), OptionalDouble.class),
                arguments(Optional.of("a"), new TypeRef<Optional<String>>() {}),
                arguments(Optional.of(Instant.EPOCH), new TypeRef<Optional<Instant>>() {}),
                of(Thread.State.NEW, Thread.State.class),
                of(TimeUnit.DAYS, TimeUnit.class));
    }

    static Stream<Arguments> dates() {
        return Stream.of(
                of(new Date(5), Date.class),
                of(Instant.MAX, Instant.class),
                of(Instant.MIN, Instant.class),
                of(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999), Duration.class),
                of(Period.of(1, 2, -3), Period.class),
                of(LocalDate.MIN, LocalDate.class),
                of(LocalTime.MAX, LocalTime.class),
                of(LocalDateTime.MAX, LocalDateTime.class),
                of(OffsetTime.MAX, OffsetTime.class),
                of(OffsetDateTime.MAX, OffsetDateTime.class),
                of(ZonedDateTime.of(2026, 7, 1, 12, 0, 0, 1, ZoneId.of("Europe/Paris")), ZonedDateTime.class),
                of(Year.of(-5), Year.class),
                of(YearMonth.of(2026, 1), YearMonth.class),
                of(MonthDay.of(2, 29), MonthDay.class),
                of(ZoneId.of("Europe/Paris"), ZoneId.class),
                of(ZoneOffset.ofHours(2), ZoneOffset.class),
                of(DayOfWeek.FRIDAY, DayOfWeek.class),
                of(Month.MAY, Month.class),
                of(ChronoUnit.DAYS, ChronoUnit.class));
    }

    static Stream<Arguments> collections() {
        TreeSet<Integer> reversed = new TreeSet<>(Comparator.reverseOrder());
        reversed.addAll(List.of(1, 2));
        return Stream.of(
                arguments(List.of("a"), new TypeRef<List<String>>() {}),
                arguments(Arrays.asList("a", null), new TypeRef<List<String>>() {}),
                arguments(Collections.nCopies(2, "a"), new TypeRef<Collection<String>>() {}),
                arguments(List.of(1L), new TypeRef<Iterable<Long>>() {}),
                arguments(new ArrayList<>(List.of(1, 2, 3)).subList(1, 2), new TypeRef<List<Integer>>() {}),
                arguments(Collections.unmodifiableList(new ArrayList<>(List.of(1))), new TypeRef<List<Integer>>() {}),
                arguments(new ArrayList<>(List.of(Instant.EPOCH)), new TypeRef<ArrayList<Instant>>() {}),
                arguments(new LinkedList<>(List.of(1)), new TypeRef<LinkedList<Integer>>() {}),
                arguments(new Vector<>(List.of(1)), new TypeRef<Vector<Integer>>() {}),
                arguments(new ArrayDeque<>(List.of(1)), new TypeRef<Deque<Integer>>() {}),
                arguments(new PriorityQueue<>(List.of(3, 1, 2)), new TypeRef<PriorityQueue<Integer>>() {}),
                arguments(new ConcurrentLinkedQueue<>(List.of(1)), new TypeRef<Queue<Integer>>() {}),
                arguments(new CopyOnWriteArrayList<>(List.of(1)), new TypeRef<CopyOnWriteArrayList<Integer>>() {}),
                arguments(Set.of("a", "b"), new TypeRef<Set<String>>() {}),
                arguments(new LinkedHashSet<>(List.of(2, 1)), new TypeRef<LinkedHashSet<Integer>>() {}),
                arguments(reversed, new TypeRef<TreeSet<Integer>>() {}),
                arguments(new TreeSet<>(Set.of(1)), new TypeRef<SortedSet<Integer>>() {}),
                arguments(new ConcurrentSkipListSet<>(Set.of(1)), new TypeRef<ConcurrentSkipListSet<Integer>>() {}),
                arguments(new CopyOnWriteArraySet<>(Set.of(1)), new TypeRef<CopyOnWriteArraySet<Integer>>() {}),
                arguments(EnumSet.of(Money.CA), new TypeRef<EnumSet<Money>>() {}),
                arguments(EnumSet.noneOf(Money.class), new TypeRef<EnumSet<Money>>() {}));
    }

    static Stream<Arguments> maps() {
        Map<String, Integer> withNull = new HashMap<>();
        withNull.put("a", null);
        Properties properties = new Properties();
        properties.setProperty("a", "b");
        return Stream.of(
                arguments(Map.of("a", 1), new TypeRef<Map<String, Integer>>() {}),
                arguments(withNull, new TypeRef<Map<String, Integer>>() {}),
                arguments(new LinkedHashMap<>(Map.of(1, 2)), new TypeRef<LinkedHashMap<Integer, Integer>>() {}),
                arguments(new TreeMap<>(Map.of(1, 2)), new TypeRef<SortedMap<Integer, Integer>>() {}),
                arguments(new Hashtable<>(Map.of("a", 1L)), new TypeRef<Hashtable<String, Long>>() {}),
                arguments(new ConcurrentHashMap<>(Map.of("a", 1L)), new TypeRef<ConcurrentHashMap<String, Long>>() {}),
                arguments(
                        new ConcurrentSkipListMap<>(Map.of("a", 1L)),
                        new TypeRef<ConcurrentSkipListMap<String, Long>>() {}),
                arguments(new EnumMap<>(Map.of(Money.CA, 1)), new TypeRef<EnumMap<Money, Integer>>() {}),
                arguments(Map.of(Money.CA, Money.CA), new TypeRef<Map<Money, Money>>() {}),
                arguments(Map.of(Bodied.A, Bodied.B), new TypeRef<Map<Bodied, Bodied>>() {}),
                arguments(Map.of(Renamed.NEW, 1), new TypeRef<Map<Renamed, Integer>>() {}),
                arguments(Map.of(new UUID(1, 2), 1), new TypeRef<Map<UUID, Integer>>() {}),
                arguments(Map.of(Instant.MAX, 1), new TypeRef<Map<Instant, Integer>>() {}),
                arguments(Map.of(LocalDate.MIN, 1), new TypeRef<Map<LocalDate, Integer>>() {}),
                arguments(Map.of(Duration.ofDays(1), 1), new TypeRef<Map<Duration, Integer>>() {}),
                arguments(Map.of(new Date(5), 1), new TypeRef<Map<Date, Integer>>() {}),
                arguments(Map.of(1.5, 1), new TypeRef<Map<Double, Integer>>() {}),
                arguments(Map.of(true, 1), new TypeRef<Map<Boolean, Integer>>() {}),
                arguments(Map.of('c', 1), new TypeRef<Map<Character, Integer>>() {}),
                arguments(Map.of(Locale.GERMANY, 1), new TypeRef<Map<Locale, Integer>>() {}),
                arguments(Map.of(URI.create("a"), 1), new TypeRef<Map<URI, Integer>>() {}),
                arguments(Map.of(String.class, 1), new TypeRef<Map<Class<?>, Integer>>() {}),
                arguments(Map.of("a", List.of(1.5, "b", true)), new TypeRef<Map<String, Object>>() {}),
                arguments(Map.entry("a", 1), new TypeRef<Map.Entry<String, Integer>>() {}),
                of(properties, Properties.class));
    }

    static Stream<Arguments> arrays() {
        return Stream.of(
                of(new byte[] {1, -1}, byte[].class),
                of(new short[] {1}, short[].class),
                of(new int[] {1}, int[].class),
                of(new long[] {1}, long[].class),
                of(new float[] {1}, float[].class),
                of(new double[] {1, Double.NaN}, double[].class),
                of(new char[] {'a', 'b'}, char[].class),
                of(new boolean[] {true}, boolean[].class),
                of(new String[] {"a", null}, String[].class),
                of(new byte[][] {{1}, {}}, byte[][].class),
                of(new Integer[] {1, null}, Integer[].class),
                of(new Instant[] {Instant.EPOCH}, Instant[].class),
                of(new Money[] {Money.CA}, Money[].class),
                of(new Object[] {"a", 1, 1.5}, Object[].class),
                of(new Shape[] {new Circle(1)}, Shape[].class));
    }

    static Stream<Arguments> own() {
        Circle circle = new Circle(1);
        return Stream.of(
                of(Money.CA, Money.class),
                of(Bodied.B, Bodied.class),
                of(Renamed.NEW, Renamed.class),
                arguments(List.of(Money.CA), new TypeRef<List<Money>>() {}),
                arguments(Set.of(Money.CA), new TypeRef<Set<Money>>() {}),
                of(new Holder.OfMoney(Money.CA, List.of(Money.CA), Map.of(Money.CA, Money.US)), Holder.OfMoney.class),
                of(circle, Circle.class),
                of(circle, Shape.class),
                of(new Square(1, circle), Shape.class),
                arguments(List.of(circle), new TypeRef<List<Shape>>() {}),
                arguments(List.of(circle), new TypeRef<List<Circle>>() {}),
                arguments(Map.of("a", circle), new TypeRef<Map<String, Shape>>() {}),
                arguments(Optional.of(circle), new TypeRef<Optional<Shape>>() {}),
                of(new Holder.OfShapes(circle, List.of(circle), Map.of("a", circle)), Holder.OfShapes.class),
                of(new Closed(1), Half.class),
                of(new Cat("a"), Pet.class),
                arguments(List.of(new Cat("a")), new TypeRef<List<Pet>>() {}),
                arguments(Map.of("a", new Cat("a")), new TypeRef<Map<String, Pet>>() {}),
                of(new Holder.OfPets(new Cat("a"), List.of(new Cat("b"))), Holder.OfPets.class),
                of(new Dog("a"), Dog.class),
                of(new Holder.OfAnimal(null), Holder.OfAnimal.class),
                of(new Holder.OfObject(List.of(1, "a", Map.of("a", 1.5))), Holder.OfObject.class),
                of(new Holder.OfObject(1L << 40), Holder.OfObject.class),
                of(new Holder.OfOptional(Optional.empty()), Holder.OfOptional.class),
                of(new Holder.OfNumber(1), Holder.OfNumber.class),
                of(new Holder.OfBase(new Base(1)), Holder.OfBase.class),
                of(new Scalars('c', (byte) 1, (short) 2, 3, 4, 5, 6, true, null), Scalars.class),
                arguments(new Page<>(Instant.EPOCH, List.of(Instant.EPOCH)), new TypeRef<Page<Instant>>() {}),
                arguments(new Page<Shape>(circle, List.of(circle)), new TypeRef<Page<Shape>>() {}),
                of(new Base(1), Base.class),
                of(new Derived(1, 2), Derived.class),
                of(new Bean(1), Bean.class));
    }

    static Stream<Arguments> refusedValues() {
        return Stream.of(
                of(BitSet.valueOf(new long[] {5}), BitSet.class),
                of(new BitSet(), BitSet.class),
                arguments(List.of(BitSet.valueOf(new long[] {5})), new TypeRef<List<BitSet>>() {}),
                of(new InetSocketAddress("127.0.0.1", 80), InetSocketAddress.class),
                of(new SimpleTimeZone(3_600_000, "X"), SimpleTimeZone.class),
                of(Pattern.compile("a"), Pattern.class),
                of(Path.of("relative"), Path.class),
                of(new GregorianCalendar(TimeZone.getTimeZone("Europe/Berlin")), Calendar.class),
                of(JapaneseDate.of(2020, 1, 1), JapaneseDate.class),
                of(IsoChronology.INSTANCE, IsoChronology.class),
                of(Clock.systemUTC(), Clock.class),
                of(DateTimeFormatter.ISO_DATE, DateTimeFormatter.class),
                of(ValueRange.of(1, 2), ValueRange.class),
                of(WeekFields.ISO, WeekFields.class),
                of(CharBuffer.wrap("ab"), CharBuffer.class),
                of(IntBuffer.wrap(new int[] {1}), IntBuffer.class),
                of(new AtomicIntegerArray(2), AtomicIntegerArray.class),
                of(new LongAdder(), LongAdder.class),
                arguments(new SimpleEntry<>("a", 1), new TypeRef<SimpleEntry<String, Integer>>() {}),
                arguments(new IdentityHashMap<>(Map.of("a", 1)), new TypeRef<IdentityHashMap<String, Integer>>() {}),
                arguments(Map.of(new Key(1), 1), new TypeRef<Map<Key, Integer>>() {}),
                arguments(Map.of(List.of(1), 1), new TypeRef<Map<List<Integer>, Integer>>() {}),
                arguments(Map.of(new GregorianCalendar(2026, 1, 2), 1), new TypeRef<Map<Calendar, Integer>>() {}),
                arguments(Collections.singletonMap(null, 1), new TypeRef<Map<String, Integer>>() {}),
                arguments(Map.of(new Unnamed(), 1), new TypeRef<Map<Object, Integer>>() {}),
                of(new Object[] {1L}, Object[].class),
                of(new Animal[] {new Dog("a")}, Animal[].class),
                of(new RuntimeException("x"), RuntimeException.class),
                of(new Thread("x"), Thread.class),
                of(new Random(1), Random.class),
                of(new CompletableFuture<>(), CompletableFuture.class),
                of(new Semaphore(1), Semaphore.class),
                of(new ReentrantLock(), ReentrantLock.class),
                of(new Scanner("a"), Scanner.class),
                of(new DecimalFormat("0"), DecimalFormat.class),
                of(new SimpleDateFormat("yyyy", Locale.ROOT), SimpleDateFormat.class),
                of(new StackTraceElement("A", "b", "C", 1), StackTraceElement.class),
                of(new StringJoiner(","), StringJoiner.class),
                of(List.of(1).iterator(), Iterator.class),
                of(Stream.of(1), Stream.class),
                of(new ByteArrayInputStream(new byte[1]), InputStream.class),
                of(new CRC32(), CRC32.class),
                of(HexFormat.of(), HexFormat.class),
                of(new IntSummaryStatistics(), IntSummaryStatistics.class),
                of(new ThreadLocal<>(), ThreadLocal.class),
                of(Runtime.version(), Runtime.Version.class),
                of(new HttpCookie("a", "b"), HttpCookie.class),
                of(new EventObject("x"), EventObject.class),
                of(new Object(), Object.class));
    }

    static Stream<Arguments> refusedOwn() {
        return Stream.of(
                of(new More(), Half.class),
                of(new NoDefault(1), NoDefault.class),
                of(new Hidden(1), Hidden.class),
                of(new Counted(), Counted.class),
                of(new Holder.OfAnimal(new Dog("a")), Holder.OfAnimal.class),
                of(new Holder.OfBits(BitSet.valueOf(new long[] {5})), Holder.OfBits.class),
                of(new Holder.OfBase(new Derived(1, 2)), Holder.OfBase.class),
                of(new Holder.OfObject(1L), Holder.OfObject.class),
                of(new Holder.OfObject(Instant.EPOCH), Holder.OfObject.class),
                of(new Holder.OfObject(new Key(1)), Holder.OfObject.class),
                of(new Holder.OfObject(Set.of(1)), Holder.OfObject.class),
                of(new Holder.OfObject(Double.NaN), Holder.OfObject.class),
                of(new Holder.OfObject(new byte[] {1}), Holder.OfObject.class),
                of(new Holder.OfObject(Map.of(1, 1)), Holder.OfObject.class),
                of(new Holder.OfNumber(1L), Holder.OfNumber.class),
                of(new Holder.OfOptional(null), Holder.OfOptional.class),
                of(new Holder.OfKeys(Map.of(new Key(1), "a")), Holder.OfKeys.class));
    }

    static Stream<Arguments> refusedByDeclaration() {
        return Stream.of(
                of(new Dog("a"), Animal.class),
                arguments(List.of(new Dog("a")), new TypeRef<List<Animal>>() {}),
                of(new Derived(1, 2), Base.class),
                arguments(List.of(new Derived(1, 2)), new TypeRef<List<Base>>() {}),
                of(5L, Number.class),
                of(new StringBuilder("a"), CharSequence.class),
                of(new java.sql.Timestamp(5), Date.class),
                of(Instant.EPOCH, Object.class),
                arguments(Map.of("a", 1L), new TypeRef<Map<String, Object>>() {}),
                arguments(Map.of(1, 1), new TypeRef<Map<Object, Integer>>() {}),
                arguments(Optional.of(Optional.empty()), new TypeRef<Optional<Optional<String>>>() {}));
    }

    /** Map key without a text. */
    private static final class Unnamed {

        @Override
        @SuppressWarnings({"NullAway", "ToStringReturnsNull"}) // what some classes do
        public String toString() {
            return null;
        }
    }

    private static <T> Arguments of(Object value, Class<T> type) {
        return arguments(value, TypeRef.of(type));
    }

    /** Compares values, also of classes that have no equals. */
    private static boolean same(Object read, Object written) {
        if (written instanceof CharSequence || written instanceof Number) {
            return read.getClass() == written.getClass() && read.toString().equals(written.toString());
        }
        if (written instanceof AtomicBoolean || written instanceof AtomicReference) {
            return read.getClass() == written.getClass() && read.toString().equals(written.toString());
        }
        if (written instanceof Queue<?> queue && !(written instanceof List)) {
            return new ArrayList<>((Collection<?>) read).equals(new ArrayList<>(queue));
        }
        return Objects.deepEquals(read, written);
    }
}

package io.redoubt.test.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * List of the string constants in a class file, including the patterns that javac generates for string concatenation.
 * ArchUnit does not offer them, and the class file API of the JDK only from version 24 on.
 */
record ClassFileStrings(List<String> strings) {

    private static final int MAGIC = 0xCAFEBABE;
    private static final int UTF8 = 1;
    private static final int STRING = 8;

    /** Reads the class file from where ArchUnit has read it; a class without one has no constants. */
    static ClassFileStrings of(JavaClass type) {
        if (type.getSource().isEmpty()) {
            return new ClassFileStrings(List.of());
        }
        try (DataInputStream in = new DataInputStream(
                new BufferedInputStream(type.getSource().get().getUri().toURL().openStream()))) {
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the class file of " + type.getName(), e);
        }
    }

    private static ClassFileStrings read(DataInputStream in) throws IOException {
        if (in.readInt() != MAGIC) {
            throw new IOException("not a class file");
        }
        in.skipNBytes(4); // versions
        int count = in.readUnsignedShort();
        Map<Integer, String> texts = new HashMap<>();
        List<Integer> strings = new ArrayList<>();
        for (int index = 1; index < count; index++) {
            int tag = in.readUnsignedByte();
            switch (tag) {
                case UTF8 -> texts.put(index, in.readUTF());
                case STRING -> strings.add(in.readUnsignedShort());
                case 7, 16, 19, 20 -> in.skipNBytes(2); // class, method type, module, package
                case 15 -> in.skipNBytes(3); // method handle
                case 3, 4, 9, 10, 11, 12, 17, 18 -> in.skipNBytes(4); // int, float, members, name and type, dynamic
                case 5, 6 -> { // long and double take two places
                    in.skipNBytes(8);
                    index++;
                }
                default -> throw new IOException("unknown constant " + tag);
            }
        }
        return new ClassFileStrings(strings.stream().map(texts::get).toList());
    }
}

package io.redoubt.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.Source;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/** The code of classes as the JDK's {@code javap} prints it, for what ArchUnit does not look at. */
final class Disassembly {

    private static final ToolProvider JAVAP = ToolProvider.findFirst("javap")
            .orElseThrow(() -> new IllegalStateException("no javap: the tests need a JDK, not a JRE"));

    private Disassembly() {}

    /** The lines of each class. All in one run, since most of its time is the start. */
    static Map<JavaClass, List<String>> of(Collection<JavaClass> types) {
        Stream<String> files = types.stream()
                .map(type -> type.getSource().map(Source::getUri).orElseThrow())
                .map(URI::toString);
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        String[] arguments = Stream.concat(Stream.of("-c", "-p"), files).toArray(String[]::new);
        int exit = JAVAP.run(new PrintWriter(out), new PrintWriter(err), arguments);
        List<List<String>> bodies = bodies(out.toString());
        if (exit != 0 || bodies.size() != types.size()) {
            throw new IllegalStateException(
                    "javap printed " + bodies.size() + " of " + types.size() + " classes: " + err);
        }
        Map<JavaClass, List<String>> result = new LinkedHashMap<>();
        for (JavaClass type : types) {
            result.put(type, bodies.get(result.size()));
        }
        return result;
    }

    private static List<List<String>> bodies(String text) {
        List<List<String>> bodies = new ArrayList<>();
        List<String> body = new ArrayList<>();
        for (String line : text.lines().toList()) {
            body.add(line);
            if (line.equals("}")) {
                bodies.add(body);
                body = new ArrayList<>();
            }
        }
        return bodies;
    }
}

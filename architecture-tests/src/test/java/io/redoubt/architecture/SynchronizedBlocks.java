package io.redoubt.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The methods that enter a monitor: ArchUnit knows calls and fields, and no other instructions. */
final class SynchronizedBlocks {

    /** Members stand at an indent of two, their code further in. */
    private static final Pattern MEMBER = Pattern.compile("  (\\S.*);");

    private static final Pattern ENTER = Pattern.compile(" +\\d+: monitorenter\\b.*");

    private SynchronizedBlocks() {}

    static Map<JavaClass, Set<String>> of(Collection<JavaClass> types) {
        Map<JavaClass, Set<String>> methods = new LinkedHashMap<>();
        Disassembly.of(types).forEach((type, lines) -> methods.put(type, methods(lines)));
        return methods;
    }

    private static Set<String> methods(List<String> lines) {
        Set<String> methods = new LinkedHashSet<>();
        String member = "";
        for (String line : lines) {
            Matcher header = MEMBER.matcher(line);
            if (header.matches()) {
                member = header.group(1);
            } else if (ENTER.matcher(line).matches()) {
                methods.add(member);
            }
        }
        return methods;
    }
}

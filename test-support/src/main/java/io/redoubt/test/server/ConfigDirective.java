package io.redoubt.test.server;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Line of a {@code redis.conf} file: the name of a directive, followed by values. */
record ConfigDirective(String name, List<String> values) {

    ConfigDirective {
        values = List.copyOf(values);
    }

    static ConfigDirective of(String name, Object... values) {
        return new ConfigDirective(name, Stream.of(values).map(String::valueOf).toList());
    }

    static String file(List<ConfigDirective> directives) {
        return directives.stream().map(ConfigDirective::line).collect(Collectors.joining("\n", "", "\n"));
    }

    private String line() {
        return Stream.concat(Stream.of(name), values.stream().map(ConfigDirective::quoted))
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}

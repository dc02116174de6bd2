package io.redoubt.tck.server;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One line of a redis.conf. */
record Directive(String name, List<String> values) {

    Directive {
        values = List.copyOf(values);
    }

    static Directive of(String name, Object... values) {
        return new Directive(name, Stream.of(values).map(String::valueOf).toList());
    }

    static String file(List<Directive> directives) {
        return directives.stream().map(Directive::line).collect(Collectors.joining("\n", "", "\n"));
    }

    private String line() {
        return Stream.concat(Stream.of(name), values.stream().map(Directive::quoted))
                .collect(Collectors.joining(" "));
    }

    private static String quoted(String value) {
        return '"' + value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + '"';
    }
}

package io.redoubt.cache;

import io.redoubt.tck.process.ChildJvm;
import java.util.List;

/** What a child process says in words that were agreed on; its log goes to the same output. */
final class ChildOutput {

    private ChildOutput() {}

    /** The next line that begins with one of the words. */
    static String next(ChildJvm child, String... words) {
        String line = child.line();
        while (!isOurs(line, List.of(words))) {
            line = child.line();
        }
        return line;
    }

    private static boolean isOurs(String line, List<String> words) {
        return words.stream().anyMatch(line::startsWith);
    }
}

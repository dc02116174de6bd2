package io.redoubt.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.List;

/** The class files of all production modules, from their jars or {@code target/classes}, whichever the build offers. */
final class Production {

    private static final JavaClasses CLASSES = new ClassFileImporter().importUrls(roots());

    private Production() {}

    static JavaClasses classes() {
        return CLASSES;
    }

    /** Fails with every violation that there is. */
    static void keeps(ArchRule rule) {
        rule.check(CLASSES);
    }

    private static List<URL> roots() {
        String own = Production.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString();
        try {
            return Collections.list(Production.class.getClassLoader().getResources("io/redoubt")).stream()
                    .filter(root -> !root.toString().startsWith(own))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the class path", e);
        }
    }
}

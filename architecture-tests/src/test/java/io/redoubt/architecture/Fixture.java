package io.redoubt.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** Classes that break one rule on purpose, beside classes that keep it. */
final class Fixture {

    private final JavaClasses classes;

    private Fixture(JavaClasses classes) {
        this.classes = classes;
    }

    /** The fixtures of one rule: all that lies in {@code bad.<name>}. */
    static Fixture of(String name) {
        return new Fixture(new ClassFileImporter().importPackages("bad." + name));
    }

    JavaClasses classes() {
        return classes;
    }

    /** What the rule has to say of them, one line each. */
    List<String> violationsOf(ArchRule rule) {
        return rule.evaluate(classes).getFailureReport().getDetails();
    }

    /** The whole message of a build that fails by it. */
    String messageOf(ArchRule rule) {
        return rule.evaluate(classes).getFailureReport().toString();
    }
}

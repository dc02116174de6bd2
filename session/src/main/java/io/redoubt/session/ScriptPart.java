package io.redoubt.session;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * File with Lua functions that several scripts of sessions have in common. A script gets those that it needs, since the
 * server creates all functions anew for each call.
 */
enum ScriptPart {
    SESSION,
    INDEX(SESSION),
    USERS(INDEX),
    EVENTS(INDEX),
    ADMISSION(USERS, EVENTS),
    ROTATION(INDEX),
    DESCRIPTION(INDEX);

    @SuppressWarnings("ImmutableEnumChecker") // List.of is immutable
    private final List<ScriptPart> needs;

    ScriptPart(ScriptPart... needs) {
        this.needs = List.of(needs);
    }

    String resource() {
        return name().toLowerCase(Locale.ROOT) + ".lua";
    }

    /** Returns parts with all that they need, in the order in which they stand before a script. */
    static Set<ScriptPart> withNeeds(ScriptPart... parts) {
        Set<ScriptPart> all = EnumSet.noneOf(ScriptPart.class);
        for (ScriptPart part : parts) {
            all.addAll(withNeeds(part.needs.toArray(ScriptPart[]::new)));
            all.add(part);
        }
        return all;
    }
}

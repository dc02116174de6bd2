package io.redoubt.examples;

import io.redoubt.api.KeyTemplate;

/**
 * Templates for the cache keys of the example application, an online game. Ids are put into them by
 * {@link KeyTemplate#key}, which escapes what they hold.
 */
final class GameKeyTemplates {

    static final KeyTemplate USER_PROFILE = KeyTemplate.of("user:{userId}:profile");
    static final KeyTemplate USER_SETTINGS = KeyTemplate.of("user:{userId}:settings");
    static final KeyTemplate USER_ACHIEVEMENTS = KeyTemplate.of("user:{userId}:achievements");
    static final KeyTemplate USER_FRIENDS = KeyTemplate.of("user:{userId}:friends");
    static final KeyTemplate CHARACTER_DATA = KeyTemplate.of("char:{charId}:data");
    static final KeyTemplate CHARACTER_INVENTORY = KeyTemplate.of("char:{charId}:inventory");
    static final KeyTemplate CHARACTER_SKILLS = KeyTemplate.of("char:{charId}:skills");
    static final KeyTemplate GUILD_DATA = KeyTemplate.of("guild:{guildId}:data");
    static final KeyTemplate ZONE_DATA = KeyTemplate.of("zone:{zoneId}:data");
    static final KeyTemplate COMBAT_STATE = KeyTemplate.of("combat:{sessionId}:state");
    static final KeyTemplate TEMPORARY = KeyTemplate.of("temp:{purpose}:{id}");
    static final KeyTemplate LEADERBOARD = KeyTemplate.of("leaderboard:{type}");

    private GameKeyTemplates() {}
}

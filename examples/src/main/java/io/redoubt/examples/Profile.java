package io.redoubt.examples;

/** Profile of a player in the example application, an online game. */
record Profile(String name, int level) {}

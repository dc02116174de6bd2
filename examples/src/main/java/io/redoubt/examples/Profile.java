package io.redoubt.examples;

/** A player of Aeturnis Online, as the game shows them. */
record Profile(String name, int level) {}

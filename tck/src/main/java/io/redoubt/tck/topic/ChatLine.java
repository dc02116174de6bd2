package io.redoubt.tck.topic;

/** Sample message for the contract tests of topics. */
public record ChatLine(String author, String text) {}

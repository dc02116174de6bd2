package io.redoubt.tck.topic;

/** A message of an application. */
public record ChatLine(String author, String text) {}

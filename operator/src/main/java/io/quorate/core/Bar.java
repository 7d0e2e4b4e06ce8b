package io.quorate.core;

/**
 * Why an owner cannot become active now.
 *
 * @param reason one CamelCase word
 * @param message the same for people
 */
record Bar(String reason, String message) {}

package io.quorate.core;

import java.time.Instant;

/** Failures of a resource on a node, counted from {@code first} on. */
public record Failures(String resource, String node, int count, Instant first, Instant last) {}

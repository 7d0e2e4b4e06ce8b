package io.quorate.core;

import java.time.Instant;

/** A node that the group keeps away from until a time. */
public record Avoidance(String node, Instant until, String reason) {}

package io.quorate.record;

import java.util.Optional;

/**
 * What was read, and the resourceVersion it had: a write of what follows from it holds only while that is still so.
 *
 * @param version absent if there was nothing
 */
public record Versioned<T>(T value, Optional<String> version) {}

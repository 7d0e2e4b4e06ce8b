package io.quorate.core;

import java.util.List;

/** What makes the group's pods. */
public sealed interface Workload {

    /** The kind of a pod that nothing makes anew once it is stopped. */
    String POD = "Pod";

    /** No pod carries the group's label yet. */
    record None() implements Workload {}

    /** One controller, in the shape that a group needs; or a pod without one, of kind {@link #POD}. */
    record Valid(String kind, String name) implements Workload {}

    /** Not in that shape; each problem names the object, the field, and the remedy. */
    record Invalid(List<String> problems) implements Workload {
        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}

package io.quorate.core;

/** The group record as it was found. */
public sealed interface Recorded {

    /** There is none. */
    record Absent() implements Recorded {}

    /**
     * There is one, of this group.
     *
     * @param kept whether its own finalizer still keeps it from being collected
     */
    record Present(GroupRecord record, boolean kept) implements Recorded {}

    /**
     * There is one that cannot be understood, or that is another group's, or so it is with the record of a node that
     * matters to the group: nothing is done on top of it.
     */
    record Unreadable(String why) implements Recorded {

        /** What a person can do about it. */
        public static final String REMEDY = "Restore the record as it was, or, once everything of the group is stopped,"
                + " take off its finalizer and delete it";
    }
}

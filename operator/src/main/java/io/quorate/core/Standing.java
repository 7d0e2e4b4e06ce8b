package io.quorate.core;

/**
 * A node's standing with a group. Three answers, not two: what is not known neither starts a group nor stops one.
 */
public enum Standing {
    /** Heard of and Ready. */
    ONLINE("Online", "online"),
    /** Heard of, not Ready, not yet for long. */
    SUSPECT("NotReady", "not Ready, for less than the grace period"),
    /** Neither heard of nor silent for long enough, since the operator can see. */
    UNPROVEN("Unproven", "no Lease renewal seen yet"),
    /** Silent together with most nodes, not yet for long enough to be believed. */
    TOGETHER("MostNodesSilent", "silent together with most nodes, not believed yet"),
    /** Heard of, but not Ready for the grace period. */
    NOT_READY("NotReady", "not Ready"),
    /** Its Lease has not been renewed for the grace period. */
    SILENT("NodeSilent", "Lease silent"),
    /** There is no Node object of that name. */
    NO_NODE("NodeMissing", "no such node");

    private final String reason;
    private final String words;

    Standing(String reason, String words) {
        this.reason = reason;
        this.words = words;
    }

    /** Counts towards gaining quorum. */
    public boolean votes() {
        return this == ONLINE;
    }

    /** May yet turn out to be online: not enough to start on, too much to stop for. */
    public boolean undecided() {
        return this == SUSPECT || unseen();
    }

    /** Undecided for our own want of sight, and not for anything that the node does. */
    public boolean unseen() {
        return this == UNPROVEN || this == TOGETHER;
    }

    /** One CamelCase word, for conditions. */
    public String reason() { return reason; }

    /** The same for people. */
    public String words() { return words; }
}

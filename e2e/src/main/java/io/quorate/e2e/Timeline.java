package io.quorate.e2e;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a story prints: each line with the seconds since the start and since the last thing done, and each row of the
 * table that has changed. On a terminal the whole table stays below the last line; else it is printed after each act.
 */
final class Timeline {

    private static final String INDENT = " ".repeat(25);

    private final PrintStream out;
    private final boolean live;
    private final Instant begun;
    private Instant done;
    private List<String> table = List.of();
    private int below;
    private boolean closed;

    /**
     * @param begun the start of all times shown
     * @param live whether the output is a terminal that takes the cursor back
     */
    Timeline(PrintStream out, Instant begun, boolean live) {
        this.out = out;
        this.begun = begun;
        this.live = live;
        this.done = begun;
    }

    static Timeline ofConsole(Instant begun) {
        var console = System.console();
        var dumb = "dumb".equals(System.getenv().getOrDefault("TERM", "dumb"));
        return new Timeline(System.out, begun, console != null && console.isTerminal() && !dumb);
    }

    /** An act begins. */
    void act(String title) {
        print("", title, "", INDENT + Table.HEADER);
    }

    /** Something is done; times are counted from here. */
    void does(String what) {
        done = Instant.now();
        line("do", "", what);
    }

    void tells(String what) { line("", what); }

    void holds(String statement) { line("ok", statement); }

    void fails(String statement, String difference) { line("NOT", statement + ": " + difference); }

    /** What the group itself says, under the line before. */
    void quotes(String words) {
        print(INDENT + "\"" + words + "\"");
    }

    /** The table as it is now, and those of its rows that are new. */
    synchronized void shows(List<String> rows, List<String> changed) {
        if (!changed.isEmpty()) {
            table = rows;
            changed.forEach(row -> line("-", row));
        }
    }

    /** An act has ended. */
    void ends() {
        if (!live && !table.isEmpty()) {
            print("");
            table.forEach(row -> print(INDENT + row));
        }
    }

    /** The last lines; nothing stays below them, and what else is told is not heard. */
    synchronized void close(String... lines) {
        table = List.of();
        print(lines);
        closed = true;
    }

    /** Lines without a time. */
    void summary(List<String> lines) { print(lines.toArray(String[]::new)); }

    /** Since the start. */
    Duration elapsed() { return Duration.between(begun, Instant.now()); }

    private void line(String mark, String text) {
        line(mark, done.equals(begun) ? "" : "+%.1f".formatted(seconds(done)), text);
    }

    private void line(String mark, String since, String text) {
        print("%7.1f s %8s  %-3s  %s".formatted(seconds(begun), since, mark, text));
    }

    private synchronized void print(String... lines) {
        if (closed) {
            return;
        }
        var text = new StringBuilder();
        if (below > 0) {
            // Up to the table's first line, and all from there is cleared.
            text.append("\033[").append(below).append("A\033[J");
        }
        for (var line : lines) {
            text.append(line).append('\n');
        }
        below = 0;
        if (live && !table.isEmpty()) {
            text.append('\n').append(INDENT).append(Table.HEADER).append('\n');
            table.forEach(row -> text.append(INDENT).append(row).append('\n'));
            below = table.size() + 2;
        }
        out.print(text);
        out.flush();
    }

    private static double seconds(Instant since) {
        return Duration.between(since, Instant.now()).toMillis() / 1000.0;
    }
}

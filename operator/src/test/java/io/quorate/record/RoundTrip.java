package io.quorate.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.quorate.core.GroupRecord;
import io.quorate.core.NodeRecord;

/** Whatever is decided can be written and read again: a record too strict for its writer locks a group out. */
public final class RoundTrip {

    private RoundTrip() {}

    public static void check(GroupRecord record) {
        assertThat(GroupFormat.read(GroupFormat.write("db", "uid", record), "db", "uid")).isEqualTo(record);
    }

    public static void check(NodeRecord record) {
        assertThat(NodeFormat.read(NodeFormat.write(record), record.node())).isEqualTo(record);
    }
}

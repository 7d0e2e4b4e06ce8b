package io.quorate.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LastReadTest {

    private final LastRead<String> last = new LastRead<>();
    private int parsed;

    private String read(String of, String text) {
        return last.record("db", of, Map.of("claim", text), () -> {
            parsed++;
            if (text.equals("nonsense")) {
                throw new IllegalArgumentException(text);
            }
            return of + " " + text;
        });
    }

    @Test
    void the_same_text_is_parsed_once() {
        read("uid", "n1");
        assertThat(read("uid", "n1")).isEqualTo("uid n1");
        assertThat(parsed).isEqualTo(1);
    }

    @Test
    void another_text_says_something_else_and_so_does_the_former_one_again() {
        read("uid", "n1");
        assertThat(read("uid", "n2")).isEqualTo("uid n2");
        assertThat(read("uid", "n1")).isEqualTo("uid n1");
    }

    @Test
    void the_same_text_read_for_another_group_of_that_name_is_parsed_anew() {
        read("uid", "n1");
        assertThat(read("other", "n1")).isEqualTo("other n1");
    }

    @Test
    void what_cannot_be_understood_is_refused_each_time() {
        read("uid", "n1");
        assertThatThrownBy(() -> read("uid", "nonsense")).hasMessage("nonsense");
        assertThatThrownBy(() -> read("uid", "nonsense")).hasMessage("nonsense");
    }

    @Test
    void a_record_that_is_gone_is_forgotten() {
        read("uid", "n1");
        last.gone("db");
        read("uid", "n1");
        assertThat(parsed).isEqualTo(2);
    }
}

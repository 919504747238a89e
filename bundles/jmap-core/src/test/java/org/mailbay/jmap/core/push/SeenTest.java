package org.mailbay.jmap.core.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.mailbay.store.AccountId;

/** What a client gives back to hear only of what it missed (RFC 8620 §7.3). */
class SeenTest {
    private static final AccountId OWN = new AccountId(3);

    private static final AccountId OTHER = new AccountId(40);

    @Test
    void ofTheOwnAccountAloneItIsANumber() {
        Pending pending = new Pending(OWN);
        assertThat(pending.note(OWN, 0, 17, Set.of("Note", "Email"), "Note"::equals))
                .isTrue();
        assertThat(pending.note(OWN, 0, 18, Set.of("Email"), "Note"::equals)).isFalse();
        assertThat(pending.pushState()).isEqualTo("17");
        assertThat(pending.take()).isEqualTo("{\"a3\":{\"Note\":\"17\"}}");
        assertThat(pending.isEmpty()).isTrue();
        assertThat(Seen.parse("17")).isEqualTo(new Seen(17, Map.of()));
    }

    @Test
    void othersFollowAndAreKeptFromBefore() {
        Pending pending = new Pending(OWN);
        pending.resume(Seen.parse("17.5.9"));
        pending.note(OTHER, 77, 20, Set.of("Note"), type -> true);
        pending.note(OTHER, 78, 21, Set.of("Note"), type -> true);
        assertThat(pending.pushState()).isEqualTo("17.5.9.18.21");
        assertThat(pending.take()).isEqualTo("{\"a18\":{\"Note\":\"21-78\"}}");
        assertThat(Seen.parse(pending.pushState())).isEqualTo(new Seen(17, Map.of(new AccountId(5), 9L, OTHER, 21L)));
    }

    @Test
    void anythingElseIsNothing() {
        for (String text : new String[] {"", "x", "1.", "1.5", "1.5.x", "1.w.5", "1.05.5", "1.5.5.", "-1", "1 "}) {
            assertThat(Seen.parse(text)).as(text).isEqualTo(Seen.NOTHING);
        }
        assertThat(Seen.parse("1" + ".5.5".repeat(Seen.MAX_OTHERS + 1))).isEqualTo(Seen.NOTHING);
    }
}

package org.mailbay.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.mail.MailboxRights.Right;
import org.mailbay.store.AccountId;
import org.mailbay.store.Row;

final class MailboxRightsTest {
    @Test
    void everyRightIsAmongAll() {
        assertThat(MailboxRights.ALL.rights()).isEqualTo(EnumSet.allOf(Right.class));
        assertThat(MailboxRights.of(EnumSet.allOf(Right.class))).isEqualTo(MailboxRights.ALL);
        assertThat(MailboxRights.NONE.rights()).isEmpty();
    }

    @Test
    void lettersAreThoseOfRfc4314() {
        assertThat(new MailboxRights("rl").letters()).isEqualTo("lr");
        assertThat(new MailboxRights("l").has(Right.MAY_READ_ITEMS)).isFalse();
        assertThat(MailboxRights.of(EnumSet.of(Right.MAY_REMOVE_ITEMS)).letters())
                .isEqualTo("te");
        assertThatThrownBy(() -> new MailboxRights("lz")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new MailboxRights("ll")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sharesComeBackFromTheRow() {
        Map<AccountId, MailboxRights> shares =
                Map.of(new AccountId(7), new MailboxRights("lr"), new AccountId(99), MailboxRights.ALL);
        assertThat(MailboxRights.shares(MailboxRights.with(Row.EMPTY, shares))).isEqualTo(shares);
        assertThat(MailboxRights.with(Row.EMPTY, Map.of(new AccountId(7), MailboxRights.NONE)))
                .isEqualTo(Row.EMPTY);
    }
}

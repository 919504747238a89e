package org.mailbay.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.store.AccountId;
import org.mailbay.store.TenantId;

/** Work is the same before and after it was written and read. */
final class ItemTest {
    @Test
    void whatIsReadEqualsWhatWasWritten() throws Exception {
        Item item = new Item(
                new Item.Id(7, 3),
                new Lane(new Lane.To(Lane.Way.MX, "one.test"), new TenantId(1), new AccountId(5), Lane.Kind.LETTER),
                List.of(new Item.Recipient("a@one.test", Map.of("NOTIFY", "NEVER"), "451 no", "mx.test")),
                Instant.parse("2026-11-23T08:00:00.123456789Z"),
                2,
                true);
        assertThat(Item.read(item.id(), item.row())).isEqualTo(item);
    }
}

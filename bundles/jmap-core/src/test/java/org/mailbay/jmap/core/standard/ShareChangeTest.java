package org.mailbay.jmap.core.standard;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.mailbay.directory.Principal;
import org.mailbay.jmap.View;
import org.mailbay.jmap.core.Notes;
import org.mailbay.jmap.spi.ShareChange;
import org.mailbay.store.AccountId;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.store.Transaction;

/** What a change of rights leaves in the outbox (RFC 9670 §3). */
class ShareChangeTest {
    private final List<String> outbox = new ArrayList<>();

    private void change(@Nullable Row before, @Nullable Row after) {
        Principal alice = new Principal(
                new TenantId(1),
                "alice@example.test",
                "Alice",
                AccountId.parse("a3").orElseThrow(),
                Set.of());
        ClassLoader loader = ShareChangeTest.class.getClassLoader();
        View view = (View) Proxy.newProxyInstance(loader, new Class<?>[] {View.class}, (self, method, args) -> alice);
        Transaction tx = (Transaction) Proxy.newProxyInstance(
                loader, new Class<?>[] {Transaction.class}, (self, method, args) -> {
                    if (method.getName().equals("modSeq")) {
                        return 17L;
                    }
                    outbox.add(args[0] + " " + new String((byte[]) args[1], StandardCharsets.UTF_8));
                    return null;
                });
        ShareChange.tell(new Notes(), view, tx, Notes.NOTE.id(5), before, after);
    }

    private static Row shared(String... shares) {
        return Row.EMPTY.with(Notes.TITLE, "Plans").with(Notes.SHARES, List.of(shares));
    }

    @Test
    void whoseRightsChangedIsNamedWithWhatTheyWereAndAre() {
        change(shared("a4:mayRead", "a5:mayRead"), shared("a4:mayRead", "a4:mayWrite", "a5:mayRead", "a6:mayRead"));
        assertThat(outbox)
                .containsExactly(
                        "share {\"type\":\"Note\",\"id\":\"N5\",\"name\":\"Plans\",\"by\":\"a3\",\"modSeq\":17,"
                                + "\"changes\":{\"a4\":[[\"mayRead\"],[\"mayRead\",\"mayWrite\"]],\"a6\":[[],[\"mayRead\"]]}}");
    }

    @Test
    void whatIsMadeSharedAndDestroyedSharedChangesRights() {
        change(null, shared("a4:mayRead"));
        change(shared("a4:mayRead"), null);
        assertThat(outbox).hasSize(2);
        assertThat(outbox.getFirst()).endsWith("\"changes\":{\"a4\":[[],[\"mayRead\"]]}}");
        assertThat(outbox.getLast())
                .contains("\"name\":\"Plans\"")
                .endsWith("\"changes\":{\"a4\":[[\"mayRead\"],[]]}}");
    }

    @Test
    void whatLeavesRightsAsTheyAreAsksForNothing() {
        change(shared("a4:mayRead"), shared("a4:mayRead").with(Notes.TITLE, "Other"));
        change(null, Row.EMPTY);
        assertThat(outbox).isEmpty();
    }
}

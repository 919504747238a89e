package org.mailbay.jmap.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.MethodError;
import org.mailbay.jmap.View;
import org.mailbay.store.Account;
import org.mailbay.store.AccountId;
import org.mailbay.store.Changes;
import org.mailbay.store.ObjectType;
import org.mailbay.store.OverQuotaException;
import org.mailbay.store.Row;
import org.mailbay.store.TenantId;
import org.mailbay.testkit.JmapCall;
import org.mailbay.testkit.MemoryStore;

/** RFC 9425. */
final class QuotaTest {
    private static final ObjectType NOTE = new ObjectType("Note", 'N');

    private final QuotaType type = new QuotaType();
    private final MemoryStore store = new MemoryStore(1);

    @AfterEach
    void close() {
        store.close();
    }

    private static void write(Account account, int bytes) throws IOException {
        account.<Void, RuntimeException>write(tx -> {
            tx.create(NOTE, Row.EMPTY, new byte[bytes], List.of());
            return null;
        });
    }

    @Test
    void theStoreTakesNothingOverTheLimit() throws Exception {
        Account account = store.store().create(new TenantId(1));
        write(account, 1_000_000);
        assertThatThrownBy(() -> write(account, 50_000)).isInstanceOf(OverQuotaException.class);
        account.<Void, RuntimeException>write(tx -> {
            tx.create(NOTE, Row.EMPTY, new byte[40_000], List.of());
            assertThatThrownBy(() -> tx.create(NOTE, Row.EMPTY, new byte[40_000], List.of()))
                    .isInstanceOf(OverQuotaException.class);
            return null;
        });
        assertThat(account.snapshot().quotaUsed()).isEqualTo(1_040_000);
        assertThat(account.snapshot().objects(NOTE).all().size()).isEqualTo(2);
    }

    @Test
    void whatTakesNoRoomGoesIntoAFullAccountToo() throws Exception {
        Account account = store.store().create(new TenantId(1));
        write(account, 1 << 20);
        write(account, 0);
        assertThat(account.snapshot().objects(NOTE).all().size()).isEqualTo(2);
        Account system = store.store().account(AccountId.SYSTEM).orElseThrow();
        assertThat(system.quotaLimit()).as("the server's own is not limited").isZero();
    }

    @Test
    void rfc9425_4_3_changesSayWhatIsUsed() throws Exception {
        Account account = store.store().create(new TenantId(1));
        long before = type.state(JmapCall.view(account));
        write(account, 10);
        View view = JmapCall.view(account);
        assertThat(type.changes(view, before, 10))
                .isEqualTo(
                        new Changes.Since(type.state(view), false, List.of(), List.of(QuotaType.ID), List.of(), true));
        assertThat(type.changes(view, type.state(view), 10))
                .isInstanceOfSatisfying(
                        Changes.Since.class,
                        since -> assertThat(since.updated()).isEmpty());
        assertThat(type.changes(view, type.state(view) + 1, 10)).isEqualTo(new Changes.TooOld());
    }

    @Test
    void rfc9425_4_4_queriesFilterAndSort() throws Exception {
        Account account = store.store().create(new TenantId(1));
        QuotaQuery query = new QuotaQuery();
        assertThat(JmapCall.answer(
                                query,
                                account,
                                "{'filter':{'operator':'AND','conditions':[{'name':'Stor'},{'type':'Mail'}]},'sort':[{'property':'used'}],'calculateTotal':true}")
                        .toString())
                .contains("\"ids\":[\"" + QuotaType.ID + "\"]", "\"total\":1");
        assertThat(JmapCall.answer(query, account, "{'filter':{'resourceType':'count'}}")
                        .get("ids")
                        .size())
                .isZero();
        for (String wrong : List.of("{'filter':{'size':'1'}}", "{'sort':[{'property':'size'}]}", "{'anchor':'x'}")) {
            assertThatThrownBy(() -> JmapCall.answer(query, account, wrong)).isInstanceOf(MethodError.class);
        }
    }
}

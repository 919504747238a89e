package org.mailbay.store.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.store.Account;
import org.mailbay.store.TenantId;
import org.mailbay.store.engine.record.Keys;
import org.mailbay.store.spi.Batch;
import org.mailbay.store.spi.Records;
import org.mailbay.store.spi.ShardId;
import org.mailbay.store.spi.Table;

final class StoreResourceTest {
    private final Rig rig = new Rig();

    private static AdminRequest request(String method, String... path) {
        return new AdminRequest(method, List.of(path), Map.of(), Map.of(), new byte[0], "test");
    }

    private StoreResource resource() {
        StoreResource resource = new StoreResource();
        resource.bindArea(new CheckArea(rig.store));
        return resource;
    }

    @Test
    void theCheckSaysWhatIsWrong() throws Exception {
        Account account = rig.store.create(new TenantId(1));
        assertThat(resource().handle(request("GET", "check")).body()).isEqualTo(Map.of("findings", List.of()));
        rig.store.stop();
        try (Records records = rig.records.open(new ShardId("main"))) {
            records.commit(
                    Batch.builder().delete(Table.SYS, Keys.head(account.id())).build());
        }
        rig.restart();
        assertThat(resource().handle(request("GET", "check")).body())
                .extracting("findings")
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .anySatisfy(finding -> assertThat(finding)
                        .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                        .containsEntry("code", "account-unreadable")
                        .containsEntry("account", account.id().toString()));
    }

    @Test
    void nothingElseIsOffered() throws IOException {
        StoreResource resource = resource();
        assertThatThrownBy(() -> resource.handle(request("POST", "check"))).isInstanceOf(AdminProblem.class);
        assertThatThrownBy(() -> resource.handle(request("GET"))).isInstanceOf(AdminProblem.class);
        assertThatThrownBy(() -> resource.handle(request("GET", "other"))).hasMessageContaining("/store/other");
    }
}

package org.mailbay.store.engine.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mailbay.store.engine.search.SearchRig.NOTE;
import static org.mailbay.store.engine.search.SearchRig.found;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.hc.api.Result;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.Call;
import org.mailbay.metrics.Metrics;
import org.mailbay.store.Account;

final class SearchAreaTest {
    private static Call request(String method, Map<String, Object> body, String... path) {
        return Call.of(method, List.of(path)).body(body);
    }

    @Test
    void showsHowFarItIsAndReadsAgainOnCommand() throws Exception {
        try (SearchRig rig = new SearchRig()) {
            Account account = rig.account();
            SearchRig.create(account, NOTE, "apple", "");
            assertThat(found(account, NOTE, "apple")).hasSize(1);
            SearchArea area = new SearchArea(rig.feed);
            Map<String, Object> status = request("GET", Map.of()).to(area);
            assertThat(status).extractingByKey("shards").asString().contains("documents=1", "behindTransactions=0");
            int puts = rig.driver.puts.get();
            assertThat(request("POST", Map.of("account", account.id().toString()), "rebuild")
                            .to(area))
                    .isEqualTo(Map.of("accounts", 1));
            for (int i = 0; i < 400 && rig.driver.puts.get() == puts; i++) {
                Thread.sleep(5);
            }
            assertThat(rig.driver.puts).hasValue(puts + 1);
            assertThatThrownBy(() ->
                            request("POST", Map.of("account", "azz"), "rebuild").to(area))
                    .isInstanceOf(AdminProblem.class);
            assertThatThrownBy(() -> request("POST", Map.of()).to(area)).isInstanceOf(AdminProblem.class);
            assertThatThrownBy(() ->
                            request("POST", Map.of("acount", "a1"), "rebuild").to(area))
                    .hasMessageContaining("no field \"acount\"");
            assertThatThrownBy(() ->
                            request("POST", Map.of("clear", "yes"), "rebuild").to(area))
                    .hasMessageContaining("/clear");
        }
    }

    @Test
    void objectsOfNoModelAreNothingToBeRead() throws Exception {
        try (SearchRig rig = new SearchRig()) {
            Account account = rig.account();
            SearchRig.create(account, SearchRig.TASK, "apple", "");
            SearchRig.create(account, NOTE, "apple", "");
            assertThat(found(account, NOTE, "apple")).hasSize(1);
            SearchHealth health = new SearchHealth(rig.feed);
            for (int i = 0; i < 400 && !health.execute().isOk(); i++) {
                Thread.sleep(5);
            }
            assertThat(health.execute().isOk()).isTrue();
            Map<String, Object> status = request("GET", Map.of()).to(new SearchArea(rig.feed));
            assertThat(status).extractingByKey("shards").asString().contains("behindTransactions=0", "readAnew=0");
        }
    }

    @Test
    void healthAndFiguresFollowTheDriver() throws Exception {
        try (SearchRig rig = new SearchRig()) {
            Account account = rig.account();
            SearchRig.create(account, NOTE, "apple", "");
            assertThat(found(account, NOTE, "apple")).hasSize(1);
            SearchHealth health = new SearchHealth(rig.feed);
            assertThat(health.execute().getStatus()).isEqualTo(Result.Status.OK);
            Map<String, Double> figures = new HashMap<>();
            rig.feed.measure(new Metrics() {
                @Override
                public void counter(String name, String help, double value, String... labels) {
                    figures.put(name, value);
                }

                @Override
                public void gauge(String name, String help, double value, String... labels) {
                    figures.put(name, value);
                }
            });
            assertThat(figures)
                    .containsEntry("mailbay_search_indexed_total", 1.0)
                    .containsEntry("mailbay_search_behind_accounts", 0.0);
            rig.rig.store.unbindSearch(rig.driver);
            for (int i = 0; i < 400 && health.execute().isOk(); i++) {
                Thread.sleep(5);
            }
            assertThat(health.execute().getStatus()).isEqualTo(Result.Status.WARN);
        }
    }
}

package org.mailbay.dns.resolver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.Call;
import org.mailbay.testkit.DnsServer;

class DnsAdminTest {

    @Test
    void showsAnAnswerAndForgetsIt() throws Exception {
        try (DnsServer dns = DnsServer.of("one.test. 90 MX 10 mx.one.test.", "null.test. MX 0 .");
                House house = new House(Map.of(), dns)) {
            DnsAdmin admin = new DnsAdmin(house.resolver);
            assertThat(call(admin, "GET", "one.test", "mx"))
                    .containsEntry("name", "one.test")
                    .containsEntry("status", "found")
                    .containsEntry("authentic", false)
                    .containsEntry("ttlSeconds", 90L)
                    .containsEntry("from", dns.address())
                    .containsEntry("records", List.of("10 mx.one.test"));
            assertThat(call(admin, "GET", "one.test", "MX")).containsEntry("from", "cache, " + dns.address());
            assertThat(call(admin, "GET", "null.test", "MX")).containsEntry("records", List.of("0 ."));
            assertThat(call(admin, "GET"))
                    .containsEntry("dnssec", "off")
                    .containsEntry("servers", List.of(Map.of("server", dns.address(), "state", "ok")));
            assertThat(call(admin, "POST", "flush")).containsEntry("flushed", 2);
            assertThat(call(admin, "GET", "one.test", "MX")).containsEntry("from", dns.address());
            assertThatThrownBy(() -> call(admin, "GET", "one.test", "HINFO"))
                    .isInstanceOf(AdminProblem.class)
                    .hasMessageContaining("TLSA");
            assertThatThrownBy(() -> call(admin, "DELETE")).isInstanceOf(AdminProblem.class);
        }
    }

    private static Map<String, Object> call(DnsAdmin admin, String method, String... path)
            throws AdminProblem, IOException {
        return Call.of(method, List.of(path)).to(admin);
    }
}

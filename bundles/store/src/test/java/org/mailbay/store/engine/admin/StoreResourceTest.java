package org.mailbay.store.engine.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminRequest;
import org.mailbay.admin.spi.AdminResponse;

final class StoreResourceTest {
    /** Says what it was asked. */
    private static final class Echo implements StoreArea {
        @Override
        public String name() {
            return "echo";
        }

        @Override
        public AdminResponse handle(AdminRequest request) throws AdminProblem {
            if (request.method().equals("PUT")) {
                throw StoreArea.unknown(request);
            }
            return AdminResponse.ok(Map.of("path", request.path()));
        }
    }

    private static AdminRequest request(String method, String... path) {
        return new AdminRequest(method, List.of(path), Map.of(), Map.of(), new byte[0], "test");
    }

    @Test
    void anAreaIsAskedWithTheRestOfThePath() throws Exception {
        StoreResource resource = new StoreResource();
        Echo echo = new Echo();
        resource.bindArea(echo);
        assertThat(resource.handle(request("GET", "echo", "a", "b")).body())
                .isEqualTo(Map.of("path", List.of("a", "b")));
        resource.unbindArea(echo);
        assertThatThrownBy(() -> resource.handle(request("GET", "echo"))).hasMessageContaining("/store/echo");
    }

    @Test
    void nothingElseIsOffered() {
        StoreResource resource = new StoreResource();
        resource.bindArea(new Echo());
        assertThatThrownBy(() -> resource.handle(request("PUT", "echo"))).isInstanceOf(AdminProblem.class);
        assertThatThrownBy(() -> resource.handle(request("GET"))).isInstanceOf(AdminProblem.class);
        assertThatThrownBy(() -> resource.handle(request("GET", "other"))).hasMessageContaining("/store/other");
    }
}

package org.mailbay.admin.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdminRequestTest {
    private static AdminRequest request(Map<String, Object> body) {
        return new AdminRequest("POST", List.of(), Map.of(), body, new byte[0], "test");
    }

    @Test
    void otherFieldsAreNamed() throws Exception {
        request(Map.of()).only();
        request(Map.of("shard", "main")).only("shard", "account");
        assertThatThrownBy(() -> request(Map.of("shart", "main")).only("shard", "account"))
                .isInstanceOfSatisfying(AdminProblem.class, problem -> {
                    assertThat(problem.status()).isEqualTo(400);
                    assertThat(problem.code()).isEqualTo("unknown-field");
                })
                .hasMessage("There is no field \"shart\" here; there are: shard, account.");
        assertThatThrownBy(() -> request(Map.of("shard", "main")).only())
                .hasMessage("There is no field \"shard\" here; there are none.");
    }

    @Test
    void textsAreTexts() throws Exception {
        assertThat(request(Map.of("name", "Ann")).text("name")).isEqualTo("Ann");
        assertThat(request(Map.of("name", "Ann")).text("name", "")).isEqualTo("Ann");
        assertThat(request(Map.of()).text("name", "nobody")).isEqualTo("nobody");
        assertThatThrownBy(() -> request(Map.of("name", 5)).text("name", "nobody"))
                .hasMessage("\"name\" is a text.");
        assertThatThrownBy(() -> request(Map.of("name", "")).text("name"))
                .hasMessage("The request needs a text \"name\".");
    }
}

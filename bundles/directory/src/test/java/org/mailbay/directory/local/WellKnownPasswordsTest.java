package org.mailbay.directory.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.admin.spi.AdminProblem;
import org.mailbay.admin.spi.AdminResource;
import org.mailbay.admin.spi.Call;
import org.mailbay.directory.Secret;

class WellKnownPasswordsTest {
    @Test
    void nobodyMayHaveThem() throws Exception {
        Town town = new Town();
        try {
            AdminResource accounts = new AccountsResource(town.directory);
            for (String password : new String[] {"123456", "Password1", "QWERTY", "letmein"}) {
                assertThatThrownBy(() -> Call.of("PUT", Town.ALICE + "/password")
                                .body(Map.of("password", password))
                                .to(accounts))
                        .as(password)
                        .isInstanceOfSatisfying(
                                AdminProblem.class, e -> assertThat(e.code()).isEqualTo("malformed-password"));
            }
            Call.of("PUT", Town.ALICE + "/password")
                    .body(Map.of("password", "123456 and more"))
                    .to(accounts);
        } finally {
            town.close();
        }
    }

    @Test
    void othersAreNot() {
        assertThat(WellKnownPasswords.has(Secret.of(""))).isFalse();
        assertThat(WellKnownPasswords.has(Secret.of("correct horse battery staple")))
                .isFalse();
    }
}

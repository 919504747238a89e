package org.mailbay.mta.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mailbay.testkit.Configurations;

class PolicyServletTest {
    private static ServedPolicy policy(String mode, String[] domains, String... mx) {
        return new ServedPolicy(
                Configurations.of(ServedPolicy.Config.class, Map.of("mode", mode, "domains", domains, "mx", mx)));
    }

    @Test
    void eachDomainHasItsPolicy() {
        PolicyServlet servlet = new PolicyServlet();
        assertThat(servlet.policy("mta-sts.a.example")).isEmpty();
        ServedPolicy one =
                policy("enforce", new String[] {"a.example", "Müller.example"}, "MX.a.example", "*.b.example");
        servlet.bindPolicy(one);
        servlet.bindPolicy(policy("none", new String[] {"c.example"}));
        assertThat(servlet.policy("mta-sts.a.example"))
                .isEqualTo(
                        "version: STSv1\r\nmode: enforce\r\nmx: mx.a.example\r\nmx: *.b.example\r\nmax_age: 604800\r\n")
                .isEqualTo(servlet.policy("mta-sts.xn--mller-kva.example"));
        assertThat(servlet.policy("mta-sts.c.example")).contains("mode: none");
        assertThat(servlet.policy("a.example")).isEmpty();
        assertThat(servlet.policy("mta-sts.d.example")).isEmpty();
        servlet.unbindPolicy(one);
        assertThat(servlet.policy("mta-sts.a.example")).isEmpty();
    }

    @Test
    void theIdIsThatOfTheText() {
        String[] domains = {"a.example"};
        assertThat(policy("testing", domains, "mx.a.example").id())
                .matches("[a-z0-9]{20}")
                .isEqualTo(policy("testing", domains, "mx.a.example").id())
                .isNotEqualTo(policy("enforce", domains, "mx.a.example").id());
    }

    @Test
    void whatIsNoPolicyIsRefused() {
        assertThatThrownBy(() -> policy("enforce", new String[] {"a.example"})).hasMessageContaining("empty");
        assertThatThrownBy(() -> policy("enforce", new String[0], "mx.a.example"))
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> policy("enforce", new String[] {"a.example"}, "a b.example"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> policy("enforce", new String[] {"localhost"}, "mx.a.example"))
                .hasMessageContaining("no name");
    }
}

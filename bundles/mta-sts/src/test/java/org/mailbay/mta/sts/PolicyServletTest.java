package org.mailbay.mta.sts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.mailbay.testkit.Configurations;
import org.mailbay.testkit.Figures;

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
        assertThat(Figures.of(servlet)).containsEntry("mailbay_mta_sts_policies", 2.0);
        servlet.unbindPolicy(one);
        assertThat(servlet.policy("mta-sts.a.example")).isEmpty();
    }

    /** RFC 5891: the names of today, of which IDNA 2003 made others. */
    @Test
    void namesAreWhatTheyAre() {
        PolicyServlet servlet = new PolicyServlet();
        servlet.bindPolicy(
                policy("enforce", new String[] {"Straße.example", "XN--MLLER-KVA.example."}, "*.straße.example"));
        assertThat(servlet.policy("mta-sts.xn--strae-oqa.example")).contains("mx: *.xn--strae-oqa.example\r\n");
        assertThat(servlet.policy("mta-sts.strasse.example")).isEmpty();
        assertThat(servlet.policy("mta-sts.xn--mller-kva.example")).contains("mode: enforce");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "☃.example",
                "a b.example",
                "a..example",
                "-a.example",
                "[192.0.2.1]",
                "192.0.2.1",
                "a_b.example",
                "*.a.example",
                "a.example\r\nmx: evil.example",
                "\u0301a.example",
                ""
            })
    void whatCannotBeMappedIsRefused(String domain) {
        assertThatThrownBy(() -> policy("enforce", new String[] {domain}, "mx.a.example"))
                .hasMessageContaining("is no name");
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

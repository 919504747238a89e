package org.mailbay.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import javax.naming.CommunicationException;
import javax.naming.Context;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.ServiceUnavailableException;
import javax.naming.directory.Attribute;
import javax.naming.directory.InitialDirContext;
import org.junit.jupiter.api.Test;

/** Asked by the JDK's own resolver. */
class DnsServerTest {
    private static final String[] ZONE = {
        "one.test. MX 10 mx.one.test.",
        "one.test. 60 IN TXT \"v=spf1 \\\"a\\\" -all\" second",
        "mx.one.test A 192.0.2.1",
        "mx.one.test. AAAA 2001:db8::1",
        "alias.one.test. CNAME mx.one.test.",
        "*.wild.one.test. A 127.0.0.2",
        "deep.er.one.test. A 192.0.2.3",
        "_25._tcp.mx.one.test. TLSA 3 1 1 0a0b0c",
    };

    @Test
    void answersFromItsLines() throws NamingException {
        try (DnsServer dns = DnsServer.of(ZONE)) {
            assertThat(ask(dns, "one.test", "MX")).containsExactly("10 mx.one.test.");
            assertThat(ask(dns, "ONE.test", "TXT")).containsExactly("\"v=spf1 \\\"a\\\" -all\" second");
            assertThat(ask(dns, "mx.one.test", "AAAA")).containsExactly("2001:db8::1");
            assertThat(ask(dns, "alias.one.test", "A")).containsExactly("192.0.2.1");
            assertThat(ask(dns, "any.wild.one.test", "A")).containsExactly("127.0.0.2");
            assertThat(ask(dns, "er.one.test", "A")).isEmpty();
            assertThat(ask(dns, "one.test", "A")).isEmpty();
            assertThatThrownBy(() -> ask(dns, "two.test", "A")).isInstanceOf(NameNotFoundException.class);
            assertThat(dns.questions("one.test", "MX")).isEqualTo(1);
            assertThat(dns.questionsOverTcp()).isZero();
        }
    }

    @Test
    void cutsWhatIsTooLongForUdp() throws NamingException {
        try (DnsServer dns = DnsServer.of(ZONE)) {
            for (int i = 0; i < 40; i++) {
                dns.add("many.test. A 10.0.0." + i);
            }
            assertThat(ask(dns, "many.test", "A")).hasSize(40);
            assertThat(dns.questionsOverTcp()).isEqualTo(1);
            dns.fault("one.test", DnsServer.Fault.HUGE);
            assertThat(ask(dns, "one.test", "MX")).hasSizeGreaterThan(1_000);
        }
    }

    @Test
    void misbehavesAsTold() throws NamingException {
        try (DnsServer dns = DnsServer.of(ZONE)) {
            dns.fault("one.test", DnsServer.Fault.SERVFAIL);
            assertThatThrownBy(() -> ask(dns, "one.test", "MX")).isInstanceOf(ServiceUnavailableException.class);
            dns.well("one.test");
            assertThat(ask(dns, "one.test", "MX")).hasSize(1);
            dns.fault("*", DnsServer.Fault.SILENT);
            assertThatThrownBy(() -> ask(dns, "one.test", "MX")).isInstanceOf(CommunicationException.class);
            dns.fault("*", DnsServer.Fault.WRONG_ID);
            assertThatThrownBy(() -> ask(dns, "one.test", "MX")).isInstanceOf(CommunicationException.class);
            dns.well("*");
            dns.fault("mx.one.test", DnsServer.Fault.POISONED);
            assertThat(ask(dns, "mx.one.test", "A")).containsExactlyInAnyOrder("192.0.2.1", "6.6.6.6");
        }
    }

    @Test
    void saysWhichLineIsNone() {
        assertThatThrownBy(() -> DnsServer.of("one.test. A"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("one.test. A");
        assertThatThrownBy(() -> DnsServer.of("one.test. HINFO a b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HINFO");
    }

    private static List<Object> ask(DnsServer dns, String name, String type) throws NamingException {
        Hashtable<String, String> environment = new Hashtable<>();
        environment.put(Context.INITIAL_CONTEXT_FACTORY, "com.sun.jndi.dns.DnsContextFactory");
        environment.put(Context.PROVIDER_URL, "dns://" + dns.address());
        environment.put("com.sun.jndi.dns.timeout.initial", "300");
        environment.put("com.sun.jndi.dns.timeout.retries", "1");
        InitialDirContext context = new InitialDirContext(environment);
        try {
            Attribute found = context.getAttributes(name, new String[] {type}).get(type);
            return found == null ? List.of() : new ArrayList<>(Collections.list(found.getAll()));
        } finally {
            context.close();
        }
    }
}

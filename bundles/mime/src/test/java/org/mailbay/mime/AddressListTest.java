package org.mailbay.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 5322 §3.4, §4.4 and appendix A; RFC 8621 §4.1.2.3. */
class AddressListTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '`',
            value = {
                "John Doe <jdoe@machine.example> # John Doe|jdoe@machine.example",
                "Mary Smith <mary@x.test>, jdoe@example.org, Who? <one@y.test> # Mary Smith|mary@x.test;null|jdoe@example.org;Who?|one@y.test",
                "<boss@nil.test>, \"Giant; \\\"Big\\\" Box\" <sysservices@example.net> # null|boss@nil.test;Giant; \"Big\" Box|sysservices@example.net",
                "Pete(A nice \\) chap) <pete(his account)@silly.test(his host)> # Pete|pete@silly.test",
                "Mary Smith <@node.test:mary@example.net>, , jdoe@test  . example # Mary Smith|mary@example.net;null|jdoe@test.example",
                "Joe Q. Public <john.q.public@example.com> # Joe Q. Public|john.q.public@example.com",
                "jdoe@example.org (John Doe) # John Doe|jdoe@example.org",
                "=?utf-8?Q?J=C3=B6rg?= =?utf-8?Q?_X?= <j@example.org> # Jörg X|j@example.org",
                "\"=?utf-8?Q?J=C3=B6rg?=\" <j@example.org> # =?utf-8?Q?J=C3=B6rg?=|j@example.org",
                "\"a\" =?utf-8?Q?b?= <j@example.org> # a b|j@example.org",
                "\"a\"=?utf-8?Q?b?= <j@example.org> # a=?utf-8?Q?b?=|j@example.org",
                "\"=\"?utf-8?Q?b?= <j@example.org> # =?utf-8?Q?b?=|j@example.org",
                "j@example.org (=?utf-8?Q?J=C3=B6rg?=) # Jörg|j@example.org",
                "\"a b\"@example.org # null|\"a b\"@example.org",
                "\"a,b@c\" <\"x>y\"@example.org> # a,b@c|\"x>y\"@example.org",
                "x@[192.0.2.1] # null|x@[192.0.2.1]",
                "undisclosed # null|undisclosed",
                "not an address # null|not an address",
                "a <b@c.test> d <e@f.test> # a|b@c.test;d|e@f.test",
                "<b@c.test> Name # Name|b@c.test",
                "<a@b.test # null|a@b.test",
                "(only a comment) # ``",
                ", ,; # ``",
                "Müller <m@müller.example> # Müller|m@müller.example",
            })
    void readsMailboxes(String given, String expected) {
        String found = AddressList.parse(given).stream()
                .flatMap(g -> g.addresses().stream())
                .map(a -> a.name() + "|" + a.email())
                .collect(java.util.stream.Collectors.joining(";"));
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void readsGroups() {
        List<AddressGroup> groups = AddressList.parse(
                "a@b.test, A Group:Ed Jones <c@a.test>,joe@where.test,John <jdoe@one.test>; ,d@e.test, Empty:;");
        assertThat(groups).extracting(AddressGroup::name).containsExactly(null, "A Group", null, "Empty");
        assertThat(groups.get(1).addresses())
                .extracting(EmailAddress::email)
                .containsExactly("c@a.test", "joe@where.test", "jdoe@one.test");
        assertThat(groups.get(3).addresses()).isEmpty();
    }

    @Test
    void deepCommentsAndManyBracketsCostNoStack() {
        assertThat(AddressList.parse("(".repeat(100_000))).isEmpty();
        assertThat(AddressList.parse("<".repeat(100_000))).isEmpty();
        assertThat(AddressList.parse("[".repeat(100_000))).hasSize(1);
        assertThat(AddressList.parse(":".repeat(100_000)).size()).isPositive();
    }
}

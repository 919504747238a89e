package org.mailbay.mime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 2045 §5.1, RFC 2183, RFC 2231. */
class ParametersTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "text/plain; charset=us-ascii (Plain text)|text/plain {charset=us-ascii}",
                "TEXT/Plain; Charset=\"US-ascii\"|text/plain {charset=US-ascii}",
                "text/plain;;charset=x;|text/plain {charset=x}",
                "text / plain ; charset = x|text/plain {charset=x}",
                "a/b (c) ; (d) e (f) = (g) h|a/b {e=h}",
                "a/b; name=two words.txt|a/b {name=two words.txt}",
                "a/b; name=copy (1).txt|a/b {name=copy (1).txt}",
                "a/b; name=\"C:\\dir\\x;y\\\"z\"|a/b {name=C:\\dir\\x;y\"z}",
                "a/b; x=1; x=2|a/b {x=1}",
                "a/b/c; x=1|a/b {x=1}",
                "a/b; name=\"=?utf-8?Q?=C3=BC?=.txt\"|a/b {name=ü.txt}",
                "a/b; boundary=\"=?utf-8?Q?x?=\"|a/b {boundary==?utf-8?Q?x?=}",
                // RFC 2231 §3, §4, §4.1
                "message/external-body; access-type=URL; URL*0=\"ftp://\"; URL*1=\"cs.utk.edu/pub\"|message/external-body {access-type=URL, url=ftp://cs.utk.edu/pub}",
                "application/x-stuff; title*=us-ascii'en-us'This%20is%20%2A%2A%2Afun%2A%2A%2A|application/x-stuff {title=This is ***fun***}",
                "application/x-stuff; title*0*=us-ascii'en'This%20is%20even%20more%20; title*1*=%2A%2A%2Afun%2A%2A%2A%20; title*2=\"isn't it!\"|application/x-stuff {title=This is even more ***fun*** isn't it!}",
                "a/b; name*1=b; name*0=a|a/b {name=ab}",
                "a/b; name*0=a; name*2=c|a/b {name=a}",
                "a/b; name*1=b|a/b {}",
                "a/b; name=plain; name*=utf-8''%C3%BC|a/b {name=ü}",
                "a/b; name*0*=utf-8''%C3; name*1*=%BC|a/b {name=ü}",
                "a/b; name*=''%zz%4|a/b {name=%zz%4}",
                "a/b; name*=nonsense''%FC|a/b {name=ü}",
                "a/b; name*=utf-8''a%0D%0Ab%00|a/b {name=a b}",
                "a/b; name*999999999999=x|a/b {name*999999999999=x}",
            })
    void reads(String given, String expected) {
        ContentType type = ContentType.parse(given).orElseThrow();
        assertThat(type.mediaType() + ' ' + type.parameters()).isEqualTo(expected);
    }

    @Test
    void whatIsNoTypeIsNoType() {
        assertThat(ContentType.parse("")).isEmpty();
        assertThat(ContentType.parse("text")).isEmpty();
        assertThat(ContentType.parse("/plain")).isEmpty();
        assertThat(ContentType.parse("text/")).isEmpty();
        Message m = MessageParserTest.parse("Content-Type: text\n\nx");
        assertThat(m.root().contentType()).isEqualTo(ContentType.TEXT_PLAIN);
        assertThat(m.defects()).containsExactly(Defect.BAD_CONTENT_TYPE);
    }

    @Test
    void hugeParameterListsAreBounded() {
        StringBuilder header = new StringBuilder("Content-Type: a/b");
        for (int i = 0; i < 20_000; i++) {
            header.append(";\n x*").append(i).append("=y");
        }
        Message m = MessageParserTest.parse(header + "\n\nx");
        assertThat(m.defects()).contains(Defect.PARAMETERS, Defect.FIELD_BYTES);
        assertThat(m.root().contentType().parameters().get("x")).hasSize(Limits.DEFAULT.parameters());
    }
}

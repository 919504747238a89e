package org.mailbay.mime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 2047, and what programs make of it. */
class EncodedWordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                "=?US-ASCII?Q?Keith_Moore?= <moore@cs.utk.edu>|Keith Moore <moore@cs.utk.edu>",
                "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?= =?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=|If you can read this you understand the example.",
                // RFC 2231 §5
                "=?US-ASCII*EN?Q?Keith_Moore?=|Keith Moore",
                // a character cut in two by adjacent words
                "=?utf-8?Q?=C3?= =?utf-8?Q?=BC?=|ü",
                "=?UTF-8?B?w7w=?= =?utf-8?b?w6Q?=|üä",
                // RFC 8621 §4.1.2.2: glued to text, glued to each other, blanks inside
                "Re:=?utf-8?q?x?=|Re:=?utf-8?q?x?=",
                "=?utf-8?q?x?=y|=?utf-8?q?x?=y",
                "(=?utf-8?q?x?=)|(=?utf-8?q?x?=)",
                "=?utf-8?Q?a?==?utf-8?Q?b?=|=?utf-8?Q?a?==?utf-8?Q?b?=",
                "=?utf-8?Q?hello world?=|=?utf-8?Q?hello world?=",
                "=?utf-8?B?aGVs bG8=?= =?utf-8?Q?a?=|=?utf-8?B?aGVs bG8=?= a",
                // lower case, no padding
                "=?utf-8?Q?=c3=bc?=|ü",
                // what browsers mean by these names
                "=?iso-8859-1?Q?=80?=|€",
                "=?gb2312?B?h+s=?=|囯",
                "=?ks_c_5601-1987?B?x9Gx24xj?=|한글똠",
                "=?iso-2022-jp?B?GyRCJUYlOSVIGyhC?=|テスト",
                "=?koi8-r?B?99PF?=|Все",
                // none of these is a word
                "=?utf-8?X?a?=|=?utf-8?X?a?=",
                "=?utf-8?Q?a|=?utf-8?Q?a",
                "=??Q?a?=|=??Q?a?=",
                "a =?= b|a =?= b",
                "=?utf-8?Q?a =?utf-8?Q?b?=|=?utf-8?Q?a b",
                // an unknown charset is guessed
                "=?nonsense?Q?=C3=BC?=|ü",
                "=?nonsense?Q?=FC?=|ü",
            })
    void decodes(String given, String expected) {
        assertThat(EncodedWords.decode(given)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // RFC 2047 §8
                "(=?ISO-8859-1?Q?a?=)|(a)",
                "(=?ISO-8859-1?Q?a?= b)|(a b)",
                "(=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=)|(ab)",
                "(=?ISO-8859-1?Q?a?=    =?ISO-8859-1?Q?b?=)|(ab)",
                "(=?ISO-8859-1?Q?a_b?=)|(a b)",
                "(=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=)|(a b)",
            })
    void decodesComments(String given, String expected) {
        assertThat(EncodedWords.decodeComment(given)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Re:=?utf-8?q?x?=y|Re:xy",
                "=?utf-8?Q?a?==?utf-8?Q?b?=|ab",
                "=?utf-8?Q?hello world?=|hello world",
            })
    void decodesAnywhereWhereNoneShouldBe(String given, String expected) {
        assertThat(EncodedWords.decodeAnywhere(given)).isEqualTo(expected);
    }

    @Test
    void encodedControlCharactersAreDropped() {
        assertThat(EncodedWords.decode("=?utf-8?Q?a=0D=0ABcc:_x=00=07=7F?=")).isEqualTo("aBcc: x");
    }

    @Test
    void emptyWordIsNothing() {
        assertThat(EncodedWords.decode("a =?utf-8?Q??= b")).isEqualTo("a  b");
    }

    @Test
    void textOfBytes() {
        assertThat(field("  =?utf-8?Q?a?=\r\n =?utf-8?Q?b?= ").text()).isEqualTo("ab");
        assertThat(field("a\r\n\tb").text()).isEqualTo("a\tb");
        assertThat(field("ü").text()).isEqualTo("ü");
        assertThat(new HeaderField("X", 0, new byte[] {(byte) 0xFC}).text()).isEqualTo("ü");
        assertThat(field("=?utf-8?Q?u=CC=88?=").text()).isEqualTo("ü"); // RFC 8621 §4.1.2.2: form C
        assertThat(field(" a\r\n b\0").raw()).isEqualTo(" a\r\n b"); // RFC 8621 §4.1.2.1
    }

    private static HeaderField field(String value) {
        return new HeaderField("X", 0, value.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
}

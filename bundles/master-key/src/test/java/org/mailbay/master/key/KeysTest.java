package org.mailbay.master.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeysTest {
    static final String A = key(1);
    static final String B = key(2);
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    static String key(int seed) {
        byte[] bytes = new byte[32];
        new Random(seed).nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Test
    void whatIsWrappedIsUnwrappedByTheSameKeyForTheSamePurposeOnly() throws IOException {
        Keys keys = Keys.parse(A);
        byte[] wrapped = keys.wrap(SECRET, "tenant 7");
        assertThat(wrapped).hasSizeLessThan(500);
        assertThat(keys.unwrap(wrapped, "tenant 7")).isEqualTo(SECRET);
        assertThat(keys.wrap(SECRET, "tenant 7")).isNotEqualTo(wrapped);
        assertThatThrownBy(() -> keys.unwrap(wrapped, "tenant 8")).hasMessageContaining("tenant 8");
        assertThatThrownBy(() -> Keys.parse(B).unwrap(wrapped, "tenant 7"))
                .hasMessageContaining(keys.present().id())
                .hasMessageContaining("is not here");
    }

    @Test
    void everyByteIsProtected() throws IOException {
        Keys keys = Keys.parse(A);
        byte[] wrapped = keys.wrap(SECRET, "p");
        for (int i = 0; i < wrapped.length; i++) {
            byte[] changed = wrapped.clone();
            changed[i] ^= 1;
            assertThatThrownBy(() -> keys.unwrap(changed, "p")).isInstanceOf(IOException.class);
        }
        for (int i = 0; i < wrapped.length; i++) {
            byte[] cut = Arrays.copyOf(wrapped, i);
            assertThatThrownBy(() -> keys.unwrap(cut, "p")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void afterARotationOldOnesAreUnwrappedAndKnownToBeOld() throws IOException {
        Keys before = Keys.parse(A);
        Keys after = Keys.parse(B + "\n" + A);
        byte[] wrapped = before.wrap(SECRET, "p");
        assertThat(after.present().id()).isNotEqualTo(before.present().id());
        assertThat(after.unwrap(wrapped, "p")).isEqualTo(SECRET);
        assertThat(before.isPresent(wrapped)).isTrue();
        assertThat(after.isPresent(wrapped)).isFalse();
        byte[] anew = after.wrap(SECRET, "p");
        assertThat(after.isPresent(anew)).isTrue();
        assertThat(Keys.parse(B).unwrap(anew, "p")).isEqualTo(SECRET);
        assertThat(after.isPresent(new byte[3])).isFalse();
    }

    @Test
    void keysAreReadInEitherForm() throws IOException {
        byte[] bytes = Base64.getDecoder().decode(A);
        String url = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        String hex = HexFormat.of().formatHex(bytes);
        assertThat(Keys.parse("# mine\n\n" + url + " # the new one\r\n" + B + "," + hex)
                        .ids())
                .hasSize(3)
                .startsWith(Keys.parse(A).present().id())
                .endsWith(Keys.parse(A).present().id());
    }

    @Test
    void whatIsNoKeyIsRefusedAndNotShown() {
        for (String wrong : new String[] {"secretsecret", "se!cret", A.substring(4), "00".repeat(32), A + A}) {
            assertThatThrownBy(() -> Keys.parse(B + "\n" + wrong))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("key 2: ")
                    .satisfies(e -> assertThat(trace(e)).doesNotContain(wrong.substring(0, 6)));
        }
        assertThatThrownBy(() -> Keys.parse(" # nothing\n")).hasMessageContaining("no key");
    }

    private static String trace(Throwable e) {
        StringWriter all = new StringWriter();
        e.printStackTrace(new PrintWriter(all));
        return all.toString();
    }

    @Test
    void aKeyNeverShowsItself() throws IOException {
        assertThat(Keys.parse(A).toString())
                .doesNotContain(A)
                .contains(Keys.parse(A).present().id());
    }
}

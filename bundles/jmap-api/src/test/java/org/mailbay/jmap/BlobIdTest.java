package org.mailbay.jmap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.mailbay.store.BlobRef;

class BlobIdTest {
    @Test
    void readsWhatItWrote() {
        long seed = System.nanoTime();
        System.getLogger("BlobIdTest").log(System.Logger.Level.INFO, "seed {0}", seed);
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            byte[] name = new byte[BlobRef.NAME_LENGTH];
            random.nextBytes(name);
            long size = random.nextLong(Long.MAX_VALUE);
            long offset = random.nextLong(size);
            BlobRef ref = new BlobRef(name, size);
            for (BlobId id : new BlobId[] {
                BlobId.of(ref), BlobId.of(ref, offset, size - offset, BlobId.Encoding.values()[random.nextInt(4)])
            }) {
                assertThat(BlobId.parse(id.toString())).contains(id);
                assertThat(id.toString()).matches("b[0-9a-v-]{1,127}");
            }
        }
    }

    @Test
    void anythingElseNamesNothing() {
        String good = BlobId.of(new BlobRef(new byte[32], 100), 10, 20, BlobId.Encoding.BASE64)
                .toString();
        assertThat(BlobId.parse(good)).isPresent();
        for (String bad : new String[] {
            "",
            "b",
            good.substring(1),
            good + "-",
            good + "x",
            good.replace("-b", "-z"),
            good.replace("-34-", "-034-"),
            good.replace("-34-", "-+34-"),
            good.replace("-34-", "--34-"),
            good.replace("-34-", "--1-"),
            good.toUpperCase(java.util.Locale.ROOT),
            good.replace("b0", "bw"),
            good.substring(0, 52) + "1" + good.substring(53)
        }) {
            assertThat(BlobId.parse(bad)).as(bad).isEmpty();
        }
    }

    @Test
    void aSectionLiesWithinItsBlob() {
        BlobRef ref = new BlobRef(new byte[32], 100);
        assertThatThrownBy(() -> BlobId.of(ref, 90, 11, BlobId.Encoding.IDENTITY))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BlobId.of(ref, Long.MAX_VALUE, Long.MAX_VALUE, BlobId.Encoding.IDENTITY))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

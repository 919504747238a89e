package org.mailbay.jmap.core.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.core.json.Json;

class RequestReaderTest {
    private static final RequestReader READER = new RequestReader(new Json(10_000, 1_000_000), 4);

    private static String problem(InputStream in) {
        return catchThrowableOfType(RequestProblem.class, () -> READER.read(in)).type();
    }

    private static String problem(byte[] bytes) {
        return problem(new ByteArrayInputStream(bytes));
    }

    private static String problem(String text) {
        return problem(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void rfc8620_3_3_readsARequestInAnyOrder() throws RequestProblem, IOException {
        Request request = READER.read(new ByteArrayInputStream(
                "{\"createdIds\":{\"k\":\"v\"},\"more\":[{}],\"methodCalls\":[[\"A/b\",{\"x\":1},\"c\"]],\"using\":[\"u\"]}"
                        .getBytes(StandardCharsets.UTF_8)));
        assertThat(request.using()).containsExactly("u");
        assertThat(request.calls()).extracting(Request.Invocation::name).containsExactly("A/b");
        assertThat(request.createdIds()).containsEntry("k", "v");
    }

    @Test
    void tenMegabytesOfBracketsAreRefusedAtOnce() {
        for (String bracket : List.of("[", "{\"a\":", "[{\"\":")) {
            Endless endless = new Endless("{\"methodCalls\":[[\"a\",{\"x\":" + bracket, bracket, 10_000_000);
            assertThat(problem(endless)).endsWith(":notJSON");
            assertThat(endless.read).as("bytes looked at").isLessThan(50_000);
        }
    }

    @Test
    void tenMegabytesOfSmallValuesAreRefusedBeforeTheyAreATree() {
        for (String value : List.of("[],", "{},", "0,", "\"\",", "null,")) {
            Endless endless = new Endless("{\"using\":[],\"methodCalls\":[[\"a\",{\"x\":[", value, 10_000_000);
            assertThat(problem(endless)).endsWith(":notJSON");
            assertThat(endless.read).as("bytes looked at").isLessThan(200_000);
        }
    }

    @Test
    void rfc7493_refusesWhatIsNotIJson() {
        String call = "{\"using\":[],\"methodCalls\":[[\"a\",{\"x\":%s},\"c\"]]}";
        for (String value : List.of(
                "\"\\ud800\"",
                "\"\\udc00\\ud800\"",
                "{\"\\ud800\":1}",
                "1e999",
                "NaN",
                "Infinity",
                "01",
                "+1",
                "'x'",
                "{\"a\":1,\"a\":2}",
                "[1,]",
                "/**/1",
                "\"\t\"",
                "1".repeat(100),
                "\"" + "x".repeat(2_000_000) + "\"")) {
            assertThat(problem(call.formatted(value)))
                    .as(value.substring(0, Math.min(20, value.length())))
                    .endsWith(":notJSON");
        }
        assertThat(problem(call.formatted("\"\u00e9\"").getBytes(StandardCharsets.ISO_8859_1)))
                .endsWith(":notJSON");
        assertThat(problem(call.formatted("1").getBytes(StandardCharsets.UTF_16BE)))
                .endsWith(":notJSON");
        assertThat(problem(new byte[0])).endsWith(":notJSON");
        byte[] surrogate = call.formatted("\"?\"").getBytes(StandardCharsets.US_ASCII);
        assertThat(problem(new String(surrogate, StandardCharsets.US_ASCII)
                        .replace("?", "\u00ed\u00a0\u0080")
                        .getBytes(StandardCharsets.ISO_8859_1)))
                .endsWith(":notJSON");
    }

    @Test
    void rfc8620_3_6_1_refusesWhatIsNoRequest() {
        for (String text : List.of(
                "[]",
                "1",
                "\"x\"",
                "null",
                "{}",
                "{\"using\":[]}",
                "{\"using\":[1],\"methodCalls\":[]}",
                "{\"using\":[],\"methodCalls\":{}}",
                "{\"using\":[],\"methodCalls\":[1]}",
                "{\"using\":[],\"methodCalls\":[[]]}",
                "{\"using\":[],\"methodCalls\":[[\"a\"]]}",
                "{\"using\":[],\"methodCalls\":[[\"a\",{}]]}",
                "{\"using\":[],\"methodCalls\":[[\"a\",{},3]]}",
                "{\"using\":[],\"methodCalls\":[],\"createdIds\":[]}",
                "{\"using\":[],\"methodCalls\":[],\"createdIds\":{\"x\":1}}")) {
            assertThat(problem(text)).as(text).endsWith(":notRequest");
        }
    }

    /** A beginning, and then one thing again and again. */
    private static final class Endless extends InputStream {
        private final byte[] first;

        private final byte[] again;

        private final int length;

        private int read;

        Endless(String first, String again, int length) {
            this.first = first.getBytes(StandardCharsets.US_ASCII);
            this.again = again.getBytes(StandardCharsets.US_ASCII);
            this.length = length;
        }

        @Override
        public int read() {
            if (read == length) {
                return -1;
            }
            int at = read++;
            return at < first.length ? first[at] : again[(at - first.length) % again.length];
        }
    }
}

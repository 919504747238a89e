package org.mailbay.jmap.core.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.mailbay.jmap.core.json.Json;
import org.mailbay.jmap.core.json.Json.NotIJson;
import org.mailbay.jmap.core.json.Pointer;
import tools.jackson.core.JsonGenerator;

/** Any bytes are a request or a problem, and what was a request can be said again. */
class RequestReaderFuzzTest {
    private static final Json JSON = new Json(10_000, 100_000);

    @FuzzTest(maxDuration = "60s")
    void anyBytes(byte[] bytes) throws IOException, NotIJson {
        try {
            Request request = new RequestReader(JSON, 8).read(new ByteArrayInputStream(bytes));
            for (Request.Invocation call : request.calls()) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                try (JsonGenerator generator = JSON.generator(out)) {
                    generator.writeTree(call.arguments());
                }
                assertThat(JSON.read(out.toByteArray(), 0, out.size())).isEqualTo(call.arguments());
                Pointer.parse(call.name()).ifPresent(pointer -> pointer.in(call.arguments()));
            }
        } catch (RequestProblem problem) {
            assertThat(problem.status()).isEqualTo(400);
        }
    }
}

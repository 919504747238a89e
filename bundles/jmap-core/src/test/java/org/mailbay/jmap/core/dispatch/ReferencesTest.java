package org.mailbay.jmap.core.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.mailbay.jmap.core.json.Json;
import org.mailbay.jmap.core.request.Request;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** RFC 8620 §3.7. */
class ReferencesTest {
    private static ObjectNode arguments() {
        return (ObjectNode) JsonMapper.shared()
                .readTree("{\"#create\":{\"resultOf\":\"r\",\"name\":\"Core/echo\",\"path\":\"/create\"}}");
    }

    @Test
    void whatOneCallDoesToItsArgumentsNoOtherSees() throws Exception {
        ObjectNode first = arguments();
        ObjectNode second = arguments();
        References references = new References(
                List.of(
                        new Request.Invocation("Note/copy", first, "a"),
                        new Request.Invocation("Note/copy", second, "b")),
                1_000);
        ResponseBuffer response = new ResponseBuffer(new Json(1_000, 1_000), new Budget(1_000), "Core/echo", "r");
        response.generator().writeTree(JsonMapper.shared().readTree("{\"create\":{\"k\":{\"id\":\"n1\"}}}"));
        response.end();
        references.keep("r", response);
        references.resolve(first);
        references.resolve(second);
        ((ObjectNode) first.at("/create/k")).remove("id"); // as /copy does
        assertThat(second.at("/create/k/id").asString("")).isEqualTo("n1");
    }
}
